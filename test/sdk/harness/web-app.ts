/** A web app on this machine: one page with the unmodified web SDK, as a developer would serve it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";

export interface WebApp {
  /** `http://localhost:<port>`: every path shows the page. */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

export interface WebAppOptions {
  readonly endpoint: string;
  readonly projectId: string;
}

/** Serves the app. Its page has the SDK as `Appwrite`, and a ready `account`. */
export async function startWebApp({ endpoint, projectId }: WebAppOptions): Promise<WebApp> {
  const sdk = await readFile(join(import.meta.dirname, "../../../node_modules/appwrite/dist/iife/sdk.js"));
  const page = `<!doctype html><title>Web app</title><script src="/sdk.js"></script><script>
    const client = new Appwrite.Client().setEndpoint(${JSON.stringify(endpoint)}).setProject(${JSON.stringify(projectId)});
    const account = new Appwrite.Account(client);
  </script>`;
  const server = createServer(({ url }, response) => {
    if (url === "/sdk.js") response.setHeader("content-type", "text/javascript").end(sdk);
    else response.setHeader("content-type", "text/html; charset=utf-8").end(page);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The web app has no port.");
  return {
    origin: `http://localhost:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

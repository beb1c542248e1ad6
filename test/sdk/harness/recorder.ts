/** Records the exchanges between an SDK and the server: SDKs use their own HTTP clients. */
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Server } from "./server.ts";

/** One request and its answer. */
export interface Exchange {
  readonly method: string;
  /** Below /v1, without the query string. */
  readonly path: string;
  readonly status: number;
  /** The Content-Type of the answer, "" without one. */
  readonly type: string;
  /** The body of the answer. */
  readonly text: string;
}

export interface Recorder extends Server {
  /** All exchanges so far, oldest first. */
  readonly exchanges: readonly Exchange[];
}

/**
 * Puts a recorder in front of a server.
 * @returns a server that answers like the given one, and stops it when it is stopped itself
 */
export async function record(server: Server): Promise<Recorder> {
  const { pathname: basePath, origin } = new URL(server.endpoint);
  const exchanges: Exchange[] = [];
  const proxy = createServer((request, response) => {
    const url = new URL(request.url ?? "/", origin);
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const forwarded = send(url.href, { method: request.method, headers }, (answer) => {
      void buffer(answer).then((body) => {
        exchanges.push({
          method: request.method ?? "",
          path: url.pathname.slice(basePath.length),
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          text: body.toString(),
        });
        response.writeHead(answer.statusCode ?? 0, answer.headers).end(body);
      });
    });
    forwarded.on("error", (error) => response.destroy(error));
    request.pipe(forwarded);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    ...server,
    endpoint: `http://127.0.0.1:${port}${basePath}`,
    exchanges,
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      await server.stop();
    },
  };
}

/** A server that receives messages from the webhook, and verifies them with the code of docs/webhooks.md. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

const documented = readFileSync(join(import.meta.dirname, "../../../docs/webhooks.md"), "utf8");

type Verify = (secret: string, headers: IncomingHttpHeaders, body: string | Buffer, now?: number) => boolean;

interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Receiver {
  /** MESSAGES_WEBHOOK_URL */
  readonly url: string;
  /** The requests received so far. */
  readonly received: readonly Post[];
  /** The function in docs/webhooks.md. */
  readonly isFromRollcall: Verify;
  readonly stop: () => void;
}

export async function startReceiver(): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-receiver-"));
  const file = join(folder, "receiver.mjs");
  writeFileSync(file, /```js\n(.*?)```/s.exec(documented)?.[1] ?? "");
  const { isFromRollcall } = (await import(/* @vite-ignore */ file)) as { isFromRollcall: Verify };

  const received: Post[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port.");
  const stop = () => {
    server.close();
    rmSync(folder, { recursive: true });
  };
  return { url: `http://127.0.0.1:${address.port}/messages`, received, isFromRollcall, stop };
}

/** The endpoint that `npm run listen` opens for its webhook: prints each event, and forwards it. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { legacySignature } from "../../src/lib/delivery/sign.ts";

/** The timeout of the program at `--url`, in milliseconds: below that of the Worker. */
const timeoutMs = 9_000;

/** The answer to a GET: another `npm run listen` asks whether this one still runs. */
const greeting = "npm run listen";

export interface Receiver {
  /** Where the webhook posts. */
  readonly url: string;
  readonly close: () => void;
}

/** The URL to which events are forwarded, and the secret of the webhook, which signs for that URL. */
export interface Forwarding {
  readonly url: string | null;
  readonly secret: () => string;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Headers that belong to one connection. */
const ofConnection: ReadonlySet<string> = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** Forwards an event as the Worker sent it. @returns the status of the answer; null: there was none */
async function forward(request: IncomingMessage, body: string, url: string, secret: string): Promise<number | null> {
  const sent = Object.entries(request.headers).filter(([name]) => !ofConnection.has(name));
  const headers = new Headers(sent.map(([name, value]): [string, string] => [name, String(value)]));
  // This signature covers the URL too, so it is made again.
  headers.set("x-appwrite-webhook-signature", legacySignature(secret, url, body));
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** Opens the receiver on a free port of the loopback. @param print gets a line for each event */
export async function openReceiver({ secret, url }: Forwarding, print: (line: string) => void): Promise<Receiver> {
  const server = createServer((request, response) => {
    if (request.method !== "POST") {
      response.end(greeting);
      return;
    }
    void (async () => {
      const began = performance.now();
      const body = await bodyOf(request);
      const status = url === null ? 204 : await forward(request, body, url, secret());
      const time = new Date().toISOString().slice(11, 19);
      const [name = ""] = String(request.headers["x-appwrite-webhook-events"]).split(",");
      const outcome = url === null ? "" : ` → ${status ?? "no answer"} (${Math.round(performance.now() - began)} ms)`;
      print(`${time} ${name} ${String(request.headers["webhook-id"])}${outcome}`);
      response.writeHead(status ?? 502).end();
    })();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

/** Whether an `npm run listen` answers at an address. */
export async function isListening(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()) === greeting;
  } catch {
    return false;
  }
}

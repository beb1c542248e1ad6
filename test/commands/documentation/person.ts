/** The person at the browser of an example: reads emails, opens links, and has an authenticator app. */
import { once } from "node:events";
import { createServer } from "node:http";
import { URI } from "otpauth";
import { vi } from "vitest";
import { outbox } from "../../harness/outbox.ts";

export interface Person {
  /**
   * JavaScript that gets the answer to a question of a program.
   * @param asked `prompt("… email")`, `prompt("… app")` or `location.search`. The app has the program's `uri`.
   */
  readonly answer: (asked: string) => string;
  readonly close: () => void;
}

const stepMs = 30_000;

/** @param kv the namespace that keeps messages of the server */
export async function openBrowser(kv: KVNamespace): Promise<Person> {
  /** A message is sent after the answer, so a program may ask for it too early. Each is read once. */
  let read = 0;
  const inNextEmail = (pattern: RegExp) =>
    vi.waitUntil(
      async () => {
        const sent = await outbox(kv);
        const found = sent.slice(read).flatMap(({ text }) => pattern.exec(text)?.[0] ?? []);
        if (found.length > 0) read = sent.length;
        return found.at(-1);
      },
      { timeout: 5_000, interval: 50 },
    );
  /** Each code works once, and the server takes the next one already. */
  let codes = 0;

  const browser = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://browser");
    if (pathname === "/app") {
      const timestamp = Date.now() + stepMs * codes++;
      response.end(URI.parse(searchParams.get("uri") ?? "").generate({ timestamp }));
    } else {
      const pattern = pathname === "/link" ? /(?<=http:\/\/localhost:5173\/[\w-]+)\?\S+/ : /\b\d{6}\b/;
      void inNextEmail(pattern).then((text) => response.end(text));
    }
  });
  await once(browser.listen(0, "127.0.0.1"), "listening");
  const address = browser.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    answer(asked) {
      const place = asked.endsWith('app")')
        ? '/app?uri=" + encodeURIComponent(uri)'
        : `/${asked.startsWith("prompt") ? "code" : "link"}"`;
      return `await (await fetch("${origin}${place})).text()`;
    },
    close: () => browser.close(),
  };
}

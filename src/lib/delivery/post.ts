/** One request to a third-party server, which may be slow, faulty or down. */
import { Buffer } from "node:buffer";
import { fail, ok, type Result } from "../../errors/result.ts";
import type { HttpRequest } from "./adapter.ts";
import type { Refusal } from "./message.ts";

/** The timeout of a response, in milliseconds. */
const timeoutMs = 10_000;

/** The part of a response that is read, in bytes. */
const bodyMax = 4_096;

/** Client errors that a retry can resolve: timeout, conflict with the previous attempt, too early, too many requests. */
const retryable: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * Posts a request. Redirects are not followed: they would take the message and the credentials to another server.
 * @param label the server's name in errors
 * @returns the head of the body of a 2xx response. An error never quotes the body, which may quote the message
 */
export async function post(label: string, { body, headers, url }: HttpRequest): Promise<Result<string, Refusal>> {
  try {
    const response = await fetch(url, {
      method: "POST",
      // Some servers refuse requests without a user agent.
      headers: { ...headers, "user-agent": "Rollcall" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const head = await readHead(response);
    if (response.ok) return ok(head);
    const { status } = response;
    const isFinal = status >= 400 && status < 500 && !retryable.has(status);
    return fail({ error: `${label} answered ${status}.`, isFinal });
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const what = isLate ? `did not answer within ${timeoutMs / 1_000} s` : "could not be reached";
    return fail({ error: `${label} ${what}.`, isFinal: false });
  }
}

/** The first chunk of a response body; the rest is not awaited. */
async function readHead({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    if (!(chunk instanceof Uint8Array)) break;
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= bodyMax) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, bodyMax);
}

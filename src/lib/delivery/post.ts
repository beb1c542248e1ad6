/** One request to a server that is not ours, which may be slow, wrong or down. */
import { Buffer } from "node:buffer";
import { fail, ok, type Result } from "../../errors/result.ts";
import type { HttpRequest } from "./adapter.ts";
import type { Refusal } from "./message.ts";

/** How long a server has for its answer, in milliseconds. */
const timeoutMs = 10_000;

/** How much of an answer is read, in bytes. */
const bodyMax = 4_096;

/** Client errors that time mends: a timeout, a conflict with the try before, too early, too often. */
const retryable: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * Posts a request. Redirects are not followed: they would take the message and the credentials to another server.
 * @param label the server's name in errors
 * @returns the head of the response body where it was 2xx. An error quotes nothing of it, as it may quote the message.
 */
export async function post(label: string, { body, headers, url }: HttpRequest): Promise<Result<string, Refusal>> {
  try {
    const response = await fetch(url, {
      method: "POST",
      // Some refuse requests without a user agent.
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

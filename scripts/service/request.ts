/** Requests to a running Rollcall, with retries. */
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Connection } from "./connect.ts";

/** A failed request: the status of the answer, and its message. Status 0: no answer. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const errorBody = v.pipe(v.string(), v.parseJson(), v.object({ message: v.string() }));

/** Tries of one request: the last begins some three minutes after the first. */
const triesMax = 12;
const timeoutMs = 60_000;
const pauseMaxMs = 20_000;

/** Statuses after which the same request may succeed. */
const isRetryable = (status: number): boolean => status === 0 || status === 408 || status === 429 || status >= 500;

const sentenceOf = (text: string): string => {
  const parsed = v.safeParse(errorBody, text);
  return parsed.success ? parsed.output.message : text.slice(0, 300).trim();
};

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

/** A request without the parts of the connection. */
export interface Init {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Try {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number;
}

async function once({ endpoint, key, project }: Connection, path: string, init: Init): Promise<Try> {
  const headers = { "x-appwrite-project": project, "x-appwrite-key": key, ...init.headers };
  try {
    const response = await fetch(`${endpoint}${path}`, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    const retryAfterMs = 1_000 * (Number(response.headers.get("retry-after")) || 0);
    return { status: response.status, text: await response.text(), retryAfterMs };
  } catch (error) {
    return { status: 0, text: reasonOf(error), retryAfterMs: 0 };
  }
}

/**
 * Sends an idempotent request, with retries.
 * @param onPause called before each retry, with the reason and the pause in milliseconds
 * @returns the body, or the error: a refusal, or no answer for some three minutes
 */
export async function request(
  connection: Connection,
  path: string,
  init: Init = {},
  onPause: (reason: string, ms: number) => void = () => {},
): Promise<Result<string, Refusal>> {
  for (let tries = 1; ; tries += 1) {
    const { retryAfterMs, status, text } = await once(connection, path, init);
    if (status >= 200 && status < 300) return ok(text);
    const message = sentenceOf(text);
    if (!isRetryable(status) || tries === triesMax) return fail({ status, message });
    const pause = Math.min(pauseMaxMs, Math.max(retryAfterMs, 250 * 2 ** tries * (0.5 + Math.random())));
    onPause(status === 0 ? `no answer: ${message}` : `${status}: ${message}`, pause);
    await sleep(pause);
  }
}

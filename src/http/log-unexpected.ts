/** Logs an unexpected error for the operator. */
import type { Context as HonoContext } from "hono";
import type { AppEnv } from "./app-env.ts";

/**
 * Logs one line. An error may quote the values of a statement, so only the innermost cause is logged, which is the database's
 * own text.
 */
export function logUnexpected(error: unknown, requestId: string): void {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const { name, message, stack } = cause instanceof Error ? cause : new Error("A non-Error value was thrown.");
  console.error(JSON.stringify({ level: "error", requestId, error: name, message, stack }));
}

/** Lets work continue after the answer. A failure is only logged for the operator. */
export const waitUntil =
  (c: HonoContext<AppEnv>) =>
  (work: Promise<unknown>): void =>
    c.executionCtx.waitUntil(work.catch((error: unknown) => logUnexpected(error, c.get("requestId"))));

/** Logs an unexpected error for the operator. */
import type { Context as HonoContext } from "hono";
import type { AppEnv } from "./app-env.ts";

/**
 * One line. An error may quote the values of a statement, so only the innermost cause, which is the database's own text, is
 * shown.
 */
export function logUnexpected(error: unknown, requestId: string): void {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const { name, message, stack } = cause instanceof Error ? cause : new Error("Something that is no error was thrown.");
  console.error(JSON.stringify({ level: "error", requestId, error: name, message, stack }));
}

/** Lets work go on after the answer. A failure is logged for the operator only. */
export const waitUntil =
  (c: HonoContext<AppEnv>) =>
  (work: Promise<unknown>): void =>
    c.executionCtx.waitUntil(work.catch((error: unknown) => logUnexpected(error, c.get("requestId"))));

/**
 * Failed sign-ins: logged after the answer, so that the time of an answer does not reveal whether the account exists.
 */
import { noteFailure, type Tried } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";

/**
 * Errors that explain why a user cannot sign in. A refusal by a limit is not among them: it costs no more than the
 * count.
 */
const failures: ReadonlySet<ErrorType> = new Set(["user_invalid_credentials", "user_invalid_token", "user_blocked"]);

/**
 * Runs a sign-in to an account, and notes its failure (docs/spec/logs.md#failed-sign-ins).
 * @throws the errors of `run`
 */
export async function notingFailure<T>(context: Context, tried: Tried, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError && failures.has(error.type)) context.waitUntil(note(context, tried));
    throw error;
  }
}

async function note(context: Context, tried: Tried): Promise<void> {
  const batch = context.db.batch();
  noteFailure(batch, context, tried);
  await batch.run();
}

/** The name that the session of a request goes by in paths (docs/spec/account.md#sessions). */
import type { UserCaller } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";

const current = "current";

/**
 * The id of the session that a path names.
 * @throws AppError `user_session_not_found` for the current one where there is none: the caller has a JWT, or acts as
 *   another
 */
export function namedSession({ session }: UserCaller, sessionId: string): string {
  if (sessionId !== current) return sessionId;
  if (session === null) throw new AppError("user_session_not_found");
  return session.id;
}

/** The name `current`, which stands for the session of the request in paths (docs/spec/account.md#sessions). */
import type { UserCaller } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";

const current = "current";

/**
 * The id of the session that a path names.
 * @throws AppError `user_session_not_found` for `current` if there is none: the caller has a JWT, or impersonates a
 *   user
 */
export function namedSession({ session }: UserCaller, sessionId: string): string {
  if (sessionId !== current) return sessionId;
  if (session === null) throw new AppError("user_session_not_found");
  return session.id;
}

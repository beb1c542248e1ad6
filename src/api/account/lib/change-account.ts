/** Changes the account of the caller, as long as they are signed in. */
import { callingUser, type Context, type SignedIn, type UserCaller } from "../../../domain/context/index.ts";
import { bearerKeyOf, isBearer } from "../../../domain/jwts/index.ts";
import { isLive } from "../../../domain/sessions/index.ts";
import { changeUser, isImpersonator, type UserChange } from "../../../domain/users/index.ts";
import { type SQL, sql, where } from "../../../lib/sql/index.ts";
import type { UserRow } from "../../../models/user.ts";
import { sessions, users } from "../../../storage/schema/index.ts";

/** Whether the caller's credentials are still valid. They may be revoked while a password is hashed. */
function isServed({ impersonator, ...user }: UserCaller, now: number): SQL {
  if (impersonator === null) return isSignedIn(user, now);
  return sql`EXISTS (SELECT 1 FROM ${users}
    WHERE ${users.seq} = ${impersonator.seq} AND ${isImpersonator} AND ${isSignedIn(impersonator, now)})`;
}

/** Whether the user of the query's row is still signed in. */
function isSignedIn({ jwt, session }: SignedIn, now: number): SQL {
  const bySession = sql`EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.id} = ${session?.id ?? ""} AND ${sessions.userSeq} = ${users.seq} AND ${isLive(now)})`;
  return jwt === null ? bySession : isBearer(bearerKeyOf(jwt, now));
}

/**
 * @throws AppError `general_unauthorized_scope` if the caller's credentials have been revoked meanwhile, and the errors
 *   of the change
 */
export async function changeAccount(context: Context, change: UserChange): Promise<UserRow> {
  const caller = callingUser(context);
  const isOut = where(users)`NOT (${isServed(caller, context.now)})`;
  const changed = await changeUser(context, caller.seq, {
    ...change,
    unless: [{ is: isOut, refuse: "general_unauthorized_scope" }, ...(change.unless ?? [])],
  });
  // accessedAt is written after the answer, so the row does not have it yet.
  const accessedAt = caller.user.accessedAt ?? changed.accessedAt;
  return { ...changed, accessedAt, impersonatorUserId: caller.impersonator?.user.id };
}

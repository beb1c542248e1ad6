/** Users who may act as others, and their requests as others. */
import { bearing, beginSession, succeed } from "./account.ts";
import { call, type CallOptions } from "./client.ts";
import { rows } from "./database.ts";
import { createUser } from "./users.ts";

/** A user with a session that a server began. */
export interface Member {
  readonly userId: string;
  readonly session: { readonly id: string; readonly secret: string };
  /** The impersonator as themselves. */
  readonly caller: CallOptions;
}

type Fields = Readonly<Record<string, unknown>>;

export async function createMember(fields: Fields = {}): Promise<Member> {
  const userId = await createUser(fields);
  const session = await beginSession(userId);
  // Otherwise the first request of the day would update accessedAt after its answer.
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), userId);
  return { userId, session, caller: bearing(session.secret) };
}

export async function createImpersonator(fields: Fields = {}): Promise<Member> {
  const member = await createMember(fields);
  await setImpersonator(member.userId, true);
  return member;
}

export const setImpersonator = (userId: string, impersonator: boolean): Promise<unknown> =>
  succeed(call("PATCH", `/users/${userId}/impersonator`, { body: { impersonator } }), 200);

/** A caller who acts as another user. @param by the ways in which the request names the user */
export const actingAs = (
  caller: CallOptions,
  by: { readonly id?: string; readonly email?: string; readonly phone?: string },
): CallOptions => ({
  ...caller,
  headers: {
    ...caller.headers,
    ...Object.fromEntries(Object.entries(by).map(([kind, value]) => [`x-appwrite-impersonate-user-${kind}`, value])),
  },
});

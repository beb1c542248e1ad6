/** Finds who calls, and who signs in. */
import { and, eq, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { FindUsers, Search, UserCaller } from "../../http/caller.ts";
import type { UserRow } from "../../models/user.ts";
import { build, prepared, slot } from "../../storage/db.ts";
import { boolean, integer, type Row } from "../../storage/row.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import { hasTotp } from "../mfa/store.ts";
import { isBearer } from "../jwts/store.ts";
import { digestOf, sessionColumns, toStoredSession } from "../sessions/store.ts";
import { toUserRow, userColumns } from "../users/store.ts";

/** How long a noted access stays new, in milliseconds. */
const day = 86_400_000;

/** Whether a user's last noted access is too old to be left. */
export const isAccessDue = (now: number): SQL | undefined =>
  or(isNull(users.accessedAt), lte(users.accessedAt, now - day));

/** A user with what their row is known by. */
export interface FoundUser {
  readonly user: UserRow;
  readonly seq: number;
  readonly epoch: number;
  readonly hasTotp: boolean;
}

const foundColumns = sql`${userColumns}, ${users.seq} AS "seq", ${users.epoch} AS "epoch", ${hasTotp} AS "hasTotp"`;

const toFoundUser = (row: Row): FoundUser => ({
  user: toUserRow(row),
  seq: integer(row, "seq"),
  epoch: integer(row, "epoch"),
  hasTotp: boolean(row, "hasTotp"),
});

/** A query for the user that `who` picks. */
export const selectFound = (who: SQL): SQL => sql`SELECT ${foundColumns} FROM ${users} WHERE ${who}`;

/** The user that `selectFound` found; null: none. */
export const found = ([row]: readonly Row[]): FoundUser | null => (row === undefined ? null : toFoundUser(row));

/** Who bears a session. One whose user is blocked is found even though it is revoked, so that they can be told. */
const selectBySession = prepared(
  () => sql`SELECT ${foundColumns}, ${sessionColumns} FROM ${sessions} CROSS JOIN ${users} ON ${users.seq} = ${sessions.userSeq}
    WHERE ${sessions.digest} = ${slot("digest")} AND ${users.id} = ${slot("userId")}
      AND ${sessions.expire} > ${slot("now")} AND (${sessions.revokedAt} IS NULL OR ${users.status} = 0)`,
);

/** One round trip, of one statement where one thing is presented. Whoever is found has accessed their account. */
export const findUsers: FindUsers = async ({ jwt, session }, search) => {
  const { db, now } = search;
  const statements = [
    ...(session === null ? [] : [selectBySession({ digest: digestOf(session.secret), userId: session.userId, now })]),
    ...(jwt === null ? [] : [selectFound(isBearer(jwt, now))]),
  ];
  const results = await db.batch(statements);
  const sessionRow = session === null ? undefined : results[0]?.[0];
  const jwtRow = jwt === null ? undefined : results.at(-1)?.[0];
  const callers: Awaited<ReturnType<FindUsers>> = {
    bySession:
      sessionRow === undefined
        ? null
        : { kind: "user", ...toFoundUser(sessionRow), session: toStoredSession(sessionRow), jwt: null },
    byJwt: jwtRow === undefined ? null : { kind: "user", ...toFoundUser(jwtRow), session: null, jwt },
  };
  noteAccess(callers.byJwt ?? callers.bySession, search);
  return callers;
};

/** Notes an access, once a day. A blocked user has none. */
function noteAccess(caller: UserCaller | null, { db, now, waitUntil }: Search): void {
  if (caller === null || !caller.user.status) return;
  const { accessedAt } = caller.user;
  if (accessedAt !== null && accessedAt > now - day) return;
  const isDue = and(eq(users.seq, caller.seq), isAccessDue(now));
  waitUntil(db.batch([build.update(users).set({ accessedAt: now, updatedAt: now }).where(isDue)]));
}

/** Finds the calling user, the user to impersonate, and the user who signs in. */
import { AppError } from "../../errors/app-error.ts";
import type { Claims } from "../../lib/crypto/jwts.ts";
import {
  and,
  build,
  eq,
  isNull,
  lte,
  or,
  prepare,
  slot,
  type SQL,
  sql,
  type Statement,
  type Where,
  where,
} from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Handle } from "../../storage/batch.ts";
import { boolean, integer, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";
import {
  type FindUser,
  lacksFactor,
  type ImpersonationTarget,
  type LookupContext,
  type UserCaller,
} from "../context/index.ts";
import { bearerKeyOf, isBearer } from "../jwts/index.ts";
import { hasTotp } from "../mfa/index.ts";
import { digestOf, lasts, sessionColumns, toStoredSession } from "../sessions/index.ts";
import { type AddressHolder, holdingField } from "./addresses.ts";
import { isUser, toUserRow, userColumns } from "./columns.ts";

/** The interval at which accessedAt is updated, in milliseconds. */
const day = 86_400_000;

/** Whether a user's accessedAt must be updated. */
export const isAccessDue = (now: number): Where<"users"> =>
  or(isNull(users.accessedAt), lte(users.accessedAt, now - day));

/** A user with the internal columns of their row. */
export interface AccountRecord extends AddressHolder {
  readonly user: UserRow;
  readonly epoch: number;
  readonly hasTotp: boolean;
  /** Whether a provider's sign-in counts as two factors; true for users without MFA, for whom it does not matter. */
  readonly providerIsTwo: boolean;
  /** Whether a mailed recovery has set the password. */
  readonly passwordRecovered: boolean;
}

const beside = reader({
  seq: integer(users.seq),
  epoch: integer(users.epoch),
  hasTotp: boolean(hasTotp),
  // The policy is not read for users without MFA, because it does not matter for them.
  providerIsTwo: boolean(sql`CASE ${users.mfa} WHEN 1 THEN (SELECT ${settings.mfaOauth2} FROM ${settings}) ELSE 1 END`),
  passwordRecovered: boolean(users.passwordRecovered),
});

const held = reader({ email: holdingField("email"), phone: holdingField("phone") }, "holding.");

const accountColumns = sql`${userColumns}, ${beside.columns}, ${held.columns}`;

const toAccountRecord = (row: Row): AccountRecord => ({
  user: toUserRow(row),
  ...beside.read(row),
  holdings: held.read(row),
});

/** A query for the user that `who` picks. */
export const selectAccount = (who: Where<"users">): SQL => sql`SELECT ${accountColumns} FROM ${users} WHERE ${who}`;

/** The user that `selectAccount` found; null: none. */
export const readAccount = ({ row }: Handle): AccountRecord | null => (row === undefined ? null : toAccountRecord(row));

/** The values that find a session, or their slots in a prepared statement. */
interface SessionKey {
  readonly digest: string | SQL;
  readonly userId: string | SQL;
  readonly now: number | SQL;
}

/**
 * A session and its bearer. A session of a blocked user is found even though it is revoked, so that the refusal can say
 * so.
 */
const fromSession = ({ digest, now, userId }: SessionKey): SQL =>
  sql`FROM ${sessions} CROSS JOIN ${users} ON ${users.seq} = ${sessions.userSeq}
    WHERE ${sessions.digest} = ${digest} AND ${users.id} = ${userId}
      AND ${lasts(now)} AND (${sessions.revokedAt} IS NULL OR ${users.status} = 0)`;

const selectBySession = prepare(
  { digest: slot(), userId: slot(), now: slot() },
  (session) => sql`SELECT ${accountColumns}, ${sessionColumns} ${fromSession(session)}`,
);

const selectByJwt = prepare({ seq: slot(), userId: slot(), epoch: slot(), sessionId: slot(), now: slot() }, (bearer) =>
  selectAccount(isBearer(bearer)),
);

/** Whether a user may act as others. */
export const isImpersonator: Where<"users"> = where(users)`${users.impersonator} = 1 AND ${users.status} = 1`;

/**
 * A query for the user to impersonate. It reads no user unless the caller is an impersonator, so that its time does not
 * reveal whether the address belongs to a user.
 */
function selectTarget(
  { by, value }: ImpersonationTarget,
  session: SessionKey | null,
  jwt: Claims | null,
  now: number,
): SQL {
  const impersonators = [
    ...(session === null ? [] : [sql`SELECT 1 ${fromSession(session)} AND ${isImpersonator}`]),
    ...(jwt === null
      ? []
      : [sql`SELECT 1 FROM ${users} WHERE ${isBearer(bearerKeyOf(jwt, now))} AND ${isImpersonator}`]),
  ];
  const isNamed = by === "id" ? isUser(value) : eq(users[by], value);
  return sql`SELECT ${accountColumns} FROM (${sql.join(impersonators, sql` UNION ALL `)}) CROSS JOIN ${users} WHERE ${isNamed}`;
}

/** Takes one round trip, with one statement for each credential. A lookup also updates accessedAt. */
export const findUser: FindUser = async ({ jwt, session, target }, search) => {
  const { db, now } = search;
  const key = session && { digest: digestOf(session.secret), userId: session.userId, now };
  const batch = db.batch();
  const bySession = key && batch.add(selectBySession(key));
  const byJwt = jwt && batch.add(selectByJwt(bearerKeyOf(jwt, now)));
  const byName = target && batch.add(selectTarget(target, key, jwt, now));
  await batch.run();
  const sessionRow = bySession?.row;
  if (jwt !== null && sessionRow !== undefined) throw new AppError("user_jwt_and_cookie_set");
  const caller = toCaller(sessionRow, byJwt?.row, jwt);
  if (caller === null) return null;
  const targetRow = byName?.row;
  if (targetRow !== undefined && !lacksFactor(caller)) return actingAs(toAccountRecord(targetRow), caller);
  return notingAccess(caller, search);
};

function toCaller(session: Row | undefined, byJwt: Row | undefined, jwt: Claims | null): UserCaller | null {
  const own = { kind: "user", impersonator: null } as const;
  if (session !== undefined)
    return { ...own, ...toAccountRecord(session), session: toStoredSession(session), jwt: null };
  return byJwt === undefined ? null : { ...own, ...toAccountRecord(byJwt), session: null, jwt };
}

/** Does not update accessedAt: impersonation is not a visit by the user. */
const actingAs = ({ user, ...target }: AccountRecord, impersonator: UserCaller): UserCaller => ({
  kind: "user",
  ...target,
  user: { ...user, impersonatorUserId: impersonator.user.id },
  session: null,
  jwt: null,
  impersonator,
});

/** A statement that updates the user's accessedAt, once a day. */
export const noteAccess = (self: Where<"users">, now: number): Statement =>
  build
    .update(users)
    .set({ accessedAt: now, updatedAt: now })
    .where(and(self, isAccessDue(now)));

/** Updates accessedAt after the response, which already shows the new value. Not for blocked users. */
function notingAccess(caller: UserCaller, { db, now, waitUntil }: LookupContext): UserCaller {
  const { seq, user } = caller;
  const { accessedAt, status } = user;
  if (!status || (accessedAt !== null && accessedAt > now - day)) return caller;
  waitUntil(db.run(noteAccess(isUser(seq), now)));
  return { ...caller, user: { ...user, accessedAt: now } };
}

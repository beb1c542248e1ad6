/** Locks: the failures in a row of an account. `who` and `self` pick a row of users, or none. */
import { and, build, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import { locks, users } from "../../storage/schema/index.ts";

/** What a lock of the user is known by; NULL where `who` picks none. */
const userKey = (who: Where<"users">): SQL => sql`(SELECT 'user/' || ${users.seq} FROM ${users} WHERE ${who})`;

/**
 * What the lock of an account is known by: the user, whose address may change, or else the address that was asked for, so that
 * an address without a user has a lock like any other.
 * @param digest HMAC of the address
 */
export const accountOf = (who: Where<"users">, digest: string): SQL =>
  sql`coalesce(${userKey(who)}, ${`address/${digest}`})`;

/** A statement that forgets the failures of an account, if the condition holds. */
export const forgetFailures = (account: SQL, condition?: SQL): Statement =>
  build.delete(locks).where(and(where(locks)`${locks.account} = ${account}`, condition));

/** A statement that ends the pause of the user, and forgets the failures before it. */
export const unlock = (self: Where<"users">): Statement => forgetFailures(userKey(self));

/** Locks: the failures in a row of an account. `who` and `self` pick a row of users, or none. */
import { and, build, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import { locks, users } from "../../storage/schema/index.ts";
import type { Config } from "../context/index.ts";
import { bucketOf } from "./counter.ts";

/** Whether a lock is that of the user with this number. */
export const isLockOf = (seq: SQL): SQL => sql`${locks.account} = 'user/' || ${seq}`;

/** The name of the user's lock; NULL if `who` picks no user. */
const userKey = (who: Where<"users">): SQL => sql`(SELECT 'user/' || ${users.seq} FROM ${users} WHERE ${who})`;

/** The name of the lock for an address (in lower case) or an id that no user has: contains its HMAC only. */
export const strangerOf = (config: Config, address: string): string => `address/${bucketOf(config, ["lock", address])}`;

/**
 * The name of an account's lock: by user, because an address may change. Without a user it is by the requested address, so
 * that unknown addresses are locked like known ones.
 */
export const accountOf = (config: Config, who: Where<"users">, address: string): SQL =>
  sql`coalesce(${userKey(who)}, ${strangerOf(config, address)})`;

/** A statement that forgets the failures of an account, if the condition holds. */
export const forgetFailures = (account: SQL, condition?: SQL): Statement =>
  build.delete(locks).where(and(where(locks)`${locks.account} = ${account}`, condition));

/** A statement that ends the pause of the user, and forgets the failures before it. */
export const unlock = (self: Where<"users">): Statement => forgetFailures(userKey(self));

/** The lock of a user: wrong passwords in a row, and the pause that follows them (docs/spec/account.md#guesses). */
import { AppError } from "../../errors/app-error.ts";
import { sql } from "../../lib/sql/index.ts";
import type { LockRow } from "../../models/lock.ts";
import type { Page } from "../../models/model.ts";
import type { UserKey } from "../../models/user.ts";
import { integer, orNull, reader, text } from "../../storage/reader.ts";
import { locks, users } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { isLockOf, unlock } from "../limits/index.ts";
import { isUser } from "./columns.ts";

const stored = reader({
  email: text(users.email),
  failures: orNull(integer(locks.failures)),
  until: orNull(integer(locks.until)),
  expire: orNull(integer(locks.expire)),
});

/**
 * Reads the lock of a user: one row, or none without recent failures.
 * @throws AppError `user_not_found`
 */
export async function getLocks({ db, now }: Context, user: UserKey): Promise<Page<LockRow>> {
  const { row } = await db.run(
    sql`SELECT ${stored.columns} FROM ${users} LEFT JOIN ${locks} ON ${isLockOf(sql`${users.seq}`)} WHERE ${isUser(user)}`,
  );
  if (row === undefined) throw new AppError("user_not_found");
  const { email, expire, failures, until } = stored.read(row);
  if (expire === null || failures === null || expire <= now) return { total: 0, rows: [] };
  const pausedUntil = until !== null && until > now ? until : null;
  return { total: 1, rows: [{ email, expire, failures, pausedUntil }] };
}

/**
 * Ends the pause of a user's password, and forgets the failures before it.
 * @throws AppError `user_not_found`
 */
export async function deleteLocks(context: Context, user: UserKey): Promise<void> {
  const batch = context.db.batch();
  const self = isUser(user);
  batch.add(unlock(self));
  batch.add(appendLog(context, "user.lock", "user", self));
  const found = batch.add(sql`SELECT ${users.id} FROM ${users} WHERE ${self}`);
  await batch.run();
  if (found.row === undefined) throw new AppError("user_not_found");
}

/**
 * Reads and writes single users. Every write is one batch: the row, the rows beside it and the log row are written
 * together or not at all, and the rows that its first write returns decide a race (docs/storage.md).
 */
import { AppError } from "../../errors/app-error.ts";
import type { ListPlan } from "../../lib/queries/index.ts";
import { build, insertFrom, sql, where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { UserKey, UserRow } from "../../models/user.ts";
import { deletedUsers, memberships, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { countIdentities, isIdentityOf } from "../identities/index.ts";
import { unlock } from "../limits/index.ts";
import { readPage } from "../lists/index.ts";
import { removeWords } from "../search/index.ts";
import { dropSessions } from "../sessions/index.ts";
import { countMembers } from "../teams/index.ts";
import { endTokens } from "../tokens/index.ts";
import { isUser, selectUser, toUserRow, userColumns } from "./columns.ts";
import { removeLabels, uncountUser } from "./statements.ts";

/** @throws AppError `user_not_found` */
export async function getUser({ db }: Context, userId: string): Promise<UserRow> {
  const { row } = await db.run(selectUser(userId));
  if (row === undefined) throw new AppError("user_not_found");
  return toUserRow(row);
}

/**
 * Reads a page of users and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listUsers = ({ db }: Context, plan: ListPlan): Promise<Page<UserRow>> =>
  readPage(db, plan, { table: users, sequence: users.seq, columns: userColumns, toItem: toUserRow });

/**
 * Deletes a user and all their data except the log. The email, the phone and the targets' identifiers become free, and
 * keys may reuse the id. Foreign keys delete the rows that refer to the user.
 * @throws AppError `user_not_found`
 */
export async function deleteUser(context: Context, user: UserKey): Promise<void> {
  const batch = context.db.batch();
  const self = isUser(user);
  dropSessions(batch, context, self);
  endTokens(batch, self);
  batch.add(unlock(self));
  batch.add(removeLabels(self));
  batch.addAll(removeWords("user", self));
  batch.add(uncountUser(self));
  batch.add(countMembers(where(memberships)`${memberships.userSeq} = ${seqOf(self)}`, -1));
  batch.add(countIdentities(isIdentityOf(seqOf(self)), -1));
  batch.add(appendLog(context, "user.delete", "user", self));
  batch.add(
    insertFrom(deletedUsers, { id: sql`lower(${users.id})` }, sql`FROM ${users} WHERE ${self}`).onConflictDoNothing(),
  );
  const deleted = batch.add(build.delete(users).where(self).returning({ id: users.id }));
  await batch.run();
  if (deleted.row === undefined) throw new AppError("user_not_found");
}

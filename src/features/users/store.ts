/**
 * Reads and writes single users. Every write is one batch: the row, what is kept beside it and the log row land together
 * or not at all, and the rows that its first write returns say who won a race (docs/storage.md).
 */
import { and, not, type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { Context } from "../../http/context.ts";
import type { Page } from "../../models/model.ts";
import type { UserRow } from "../../models/user.ts";
import type { ListPlan } from "../../queries/index.ts";
import { forget } from "../../storage/bodies.ts";
import { type Constraint, refuseOn } from "../../storage/constraints.ts";
import { build, type Statement } from "../../storage/db.ts";
import { integer, orNull } from "../../storage/row.ts";
import { seqOf } from "../../storage/owner.ts";
import { memberships, users } from "../../storage/schema/index.ts";
import { countIdentities, isIdentityOf } from "../identities/store.ts";
import { readPage } from "../lists/store.ts";
import { type Actor, appendLog } from "../logs/store.ts";
import { addWords, removeWords } from "../search/store.ts";
import { endSessions } from "../sessions/store.ts";
import { countMembers } from "../teams/store.ts";
import { endTokens } from "../tokens/store.ts";
import { isMarked, isUser, lastUser, selectUserBy, toUserRow, userColumns, type UserKey } from "./columns.ts";
import type { UserInsert } from "./insert-user.ts";
import { adjustTotals, countUser, removeLabels } from "./statements.ts";
import type { Words } from "./words.ts";

export { changeOfEmail, changeOfName, changeOfPhone } from "./changes.ts";
export { clearClaim, endClaim, isClaimed, isClaimedStill, type Proof, verifiedBy } from "./claim.ts";
export { isUser, selectHistory, toHistory, toUserRow, userColumns, type UserKey } from "./columns.ts";
export { fillIn } from "./fill-in.ts";
export { firstPassword } from "./first-password.ts";
export { insertUser } from "./insert-user.ts";
export { newUser } from "./new-user.ts";
export { block, columnsOf, letIn, newPassword, noPassword } from "./out.ts";
export { adjustTotals } from "./statements.ts";

/** A query for one user. */
export const selectUser = (user: UserKey): SQL => selectUserBy(isUser(user));

/** @throws AppError `user_not_found` */
export async function getUser({ db }: Context, userId: string): Promise<UserRow> {
  const [[row]] = await db.batch([selectUser(userId)]);
  if (row === undefined) throw new AppError("user_not_found");
  return toUserRow(row);
}

/**
 * Reads a page of users and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listUsers = ({ db }: Context, plan: ListPlan): Promise<Page<UserRow>> =>
  readPage(db, plan, { table: users, sequence: users.seq, columns: userColumns, toItem: toUserRow });

/** What a user is changed to; which passwords are remembered, and whether a claim stands, follows from the row. */
type UserChange = Partial<
  Omit<UserInsert, "passwordHistory" | "claimed"> & { readonly passwordHistory: SQL; readonly claimed: boolean | SQL }
>;

/** A change of one user. */
export interface Change {
  /** What the log calls it. */
  readonly event: string;
  /** Who changes, where it is not the caller. */
  readonly actor?: Actor;
  readonly set: UserChange;
  /** Ends the JWTs of before, if the condition holds. */
  readonly raisesEpoch?: SQL;
  /** Statements that end sessions and tokens of the user, and return their keys. */
  readonly ends?: (self: SQL) => readonly Statement[];
  /** The words of the fields that change. */
  readonly words?: Words;
  /** What must not be true of the user's row, and the refusal if it is; the first that is true refuses. */
  readonly unless?: readonly { readonly is: SQL; readonly refuse: ErrorType }[];
  /** What else to write, before and after the row itself. `self` picks the row if the change goes ahead, else none. */
  readonly before?: (self: SQL) => readonly Statement[];
  readonly after?: (self: SQL) => readonly Statement[];
  /** What a broken constraint means. */
  readonly refusals?: Readonly<Partial<Record<Constraint, ErrorType>>>;
}

/**
 * Changes a user.
 * @returns the user after the change
 * @throws AppError `user_not_found`, and what the change refuses with
 */
export async function changeUser(context: Context, user: UserKey, change: Change): Promise<UserRow> {
  const { db, now } = context;
  const { unless = [], words } = change;
  const writeId = crypto.randomUUID();
  const self = isMarked(user, writeId);
  const mark = { writeId, updatedAt: now };
  const set = {
    ...change.set,
    ...(change.raisesEpoch && { epoch: sql`${users.epoch} + (${change.raisesEpoch})` }),
    ...(words && { words: sql`json_patch(${users.words}, ${JSON.stringify(words)})` }),
  };
  const before = [
    ...(words ? removeWords("user", self, words) : []),
    ...adjustTotals(self, change.set),
    ...(change.before?.(self) ?? []),
  ];
  const ends = change.ends?.(self) ?? [];
  // Statements before the change see the row as it was, so the mark they go by is set ahead of them, alone.
  const isOneStep = before.length === 0;
  const results = await refuseOn(
    change.refusals ?? {},
    db.batch([
      sql`SELECT ${refusalOf(unless)} AS refusal FROM ${users} WHERE ${isUser(user)}`,
      build
        .update(users)
        .set(isOneStep ? { ...mark, ...set } : mark)
        .where(and(isUser(user), ...unless.map(({ is }) => not(is))))
        .returning({ id: users.id }),
      ...before,
      ...(isOneStep ? [] : [build.update(users).set(set).where(self)]),
      ...(change.after?.(self) ?? []),
      ...(words ? [addWords("user", self)] : []),
      ...ends,
      appendLog(context, change.event, "user", self, change.actor),
      selectUser(user),
    ]),
  );
  const [[found], marked] = results;
  const refusal = found === undefined ? null : orNull(integer, found, "refusal");
  if (refusal !== null) throw new AppError(unless[refusal]?.refuse ?? "general_unknown");
  const changed = lastUser(results);
  if (marked.length === 0 || changed === null) throw new AppError("user_not_found");
  forget(context, results.slice(-2 - ends.length, -2).flat());
  return changed;
}

/** The position of the first refusal that applies to a row; null: none does. */
function refusalOf(unless: NonNullable<Change["unless"]>): SQL {
  if (unless.length === 0) return sql`NULL`;
  return sql`CASE ${sql.join(
    unless.map(({ is }, position) => sql`WHEN ${is} THEN ${position}`),
    sql` `,
  )} END`;
}

/**
 * Deletes a user and all that is theirs but the log; releases the id, the email, the phone and the targets' identifiers.
 * What refers to the row by a foreign key goes with it.
 * @throws AppError `user_not_found`
 */
export async function deleteUser(context: Context, user: UserKey): Promise<void> {
  const { db } = context;
  const self = isUser(user);
  const results = await db.batch([
    endSessions(self),
    endTokens(self),
    removeLabels(self),
    ...removeWords("user", self),
    countUser(self, -1),
    countMembers(sql`${memberships.userSeq} = ${seqOf(self)}`, -1),
    countIdentities(isIdentityOf(seqOf(self)), -1),
    appendLog(context, "user.delete", "user", self),
    build.delete(users).where(self).returning({ id: users.id }),
  ]);
  if (results.at(-1)?.length !== 1) throw new AppError("user_not_found");
  forget(context, [...results[0], ...results[1]]);
}

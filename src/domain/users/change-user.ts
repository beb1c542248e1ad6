/** Changes single users: one batch writes the row, what is kept beside it and the log row (docs/storage.md). */
import { and, not, type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { UserKey, UserRow } from "../../models/user.ts";
import { type Constraint, refuseOn } from "../../storage/constraints.ts";
import { build, type Statement } from "../../storage/db.ts";
import { forget } from "../../storage/kv.ts";
import { integer, orNull, reader } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, removeWords, type Words } from "../search/index.ts";
import { isMarked, isUser, lastUser, selectUser } from "./columns.ts";
import type { UserInsert } from "./insert-user.ts";
import { adjustTotals } from "./statements.ts";

/** What a user is changed to; which passwords are remembered, and whether a claim stands, follows from the row. */
export type UserChange = Partial<
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

const judged = reader({ refusal: orNull(integer()) });

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
      sql`SELECT ${judged.with({ refusal: refusalOf(unless) })} FROM ${users} WHERE ${isUser(user)}`,
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
  const refusal = found === undefined ? null : judged.read(found).refusal;
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

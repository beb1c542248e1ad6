/** Changes single users: one batch writes the row, the rows beside it and the log row (docs/storage.md). */
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import { and, build, not, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { UserKey, UserRow } from "../../models/user.ts";
import type { Batch } from "../../storage/batch.ts";
import { integer, orNull, reader } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, removeWords, type Words } from "../search/index.ts";
import { isMarked, isUser, selectUser, toUserRow } from "./columns.ts";
import { markChanged } from "./imported.ts";
import type { UserInsert } from "./insert-user.ts";
import { adjustTotals } from "./statements.ts";

/**
 * The new columns of a user. The password history, and whether a key still vouches for an address, follow from the row.
 */
export type UserColumns = Partial<
  Omit<UserInsert, "passwordHistory" | "emailVouched" | "phoneVouched"> & {
    readonly passwordHistory: SQL;
    readonly emailVouched: boolean | SQL;
    readonly phoneVouched: boolean | SQL;
    /** The record of an import about the user (domain/imports/base.ts). */
    readonly imported: SQL | null;
  }
>;

/** A change of one user. */
export interface UserChange {
  /** The event's name in the log. */
  readonly event: string;
  /** The id of the part of the user that the event is about, such as a token. */
  readonly item?: string;
  /** The actor, if not the caller. */
  readonly actor?: Actor;
  readonly set: UserColumns;
  /** Whether the change is the first batch of its request and can break no constraint. Then it carries the limits (storage/batch.ts). */
  readonly isFirst?: true;
  /** Invalidates the existing JWTs, if the condition holds. */
  readonly raisesEpoch?: Where<"users">;
  /** The words of the fields that change. */
  readonly words?: Words;
  /** Conditions that refuse the change when true, with their errors; the first that is true refuses. */
  readonly unless?: readonly { readonly is: Where<"users">; readonly refuse: ErrorType }[];
  /**
   * Add further statements, ahead of the row and after it. `self` picks the row if the change goes ahead, else none.
   */
  readonly before?: (batch: Batch, self: Where<"users">) => void;
  readonly after?: (batch: Batch, self: Where<"users">, actor?: Actor) => void;
}

const judged = reader({ refusal: orNull(integer()) });

/**
 * Changes a user.
 * @returns the user after the change
 * @throws AppError `user_not_found`, and every error of the change
 */
export async function changeUser(context: Context, user: UserKey, given: UserChange): Promise<UserRow> {
  const { db, now } = context;
  const change: UserChange = { ...given, set: { ...given.set, ...markChanged(given.set) } };
  const { before, unless = [], words } = change;
  const writeId = crypto.randomUUID();
  const self = isMarked(user, writeId);
  const mark = { writeId, updatedAt: now };
  const set = columnsOf(change);
  const totals = adjustTotals(self, change.set);
  // Statements ahead of the change must see the old columns, so the mark that they depend on is written first, alone.
  const isOneStep = words === undefined && before === undefined && totals.length === 0;
  const isUnrefused = and(isUser(user), ...unless.map(({ is }) => not(is)));
  const batch = db.batch();
  const refused = batch.add(
    sql`SELECT ${judged.with({ refusal: refusalOf(unless) })} FROM ${users} WHERE ${isUser(user)}`,
  );
  const marked = batch.add(
    build
      .update(users)
      .set(isOneStep ? { ...mark, ...set } : mark)
      .where(change.isFirst ? batch.within((isWithin) => where(users)`${isUnrefused} AND ${isWithin}`) : isUnrefused)
      .returning({ id: users.id }),
  );
  if (isOneStep) addConsequences(batch, context, self, change);
  else applyChange(batch, context, self, change);
  const changed = batch.add(selectUser(user));
  await batch.run();
  const refusal = refused.row === undefined ? null : judged.read(refused.row).refusal;
  if (refusal !== null) throw new AppError(unless[refusal]?.refuse ?? "general_unknown");
  if (marked.row === undefined || changed.row === undefined) throw new AppError("user_not_found");
  return toUserRow(changed.row);
}

/** The columns that a change sets. */
const columnsOf = ({ raisesEpoch, set, words }: UserChange) => ({
  ...set,
  ...(raisesEpoch && { epoch: sql`${users.epoch} + (${raisesEpoch})` }),
  ...(words && { words: sql`json_patch(${users.words}, ${JSON.stringify(words)})` }),
});

/** Adds the statements after the row of a change: those of the change, the words and the log row. */
function addConsequences(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  { actor, after, event, item, words }: UserChange,
): void {
  after?.(batch, self, actor);
  if (words) batch.add(addWords("user", self));
  batch.add(appendLog(context, event, "user", self, actor, item));
}

/** Adds the statements of a change to the row that `self` picks: one that the batch has marked, or none. */
export function applyChange(batch: Batch, context: Context, self: Where<"users">, change: UserChange): void {
  const { before, set, words } = change;
  if (words) batch.addAll(removeWords("user", self, words));
  batch.addAll(adjustTotals(self, set));
  before?.(batch, self);
  batch.add(build.update(users).set(columnsOf(change)).where(self));
  addConsequences(batch, context, self, change);
}

/** The position of the first refusal that applies to a row; null: none does. */
function refusalOf(unless: NonNullable<UserChange["unless"]>): SQL {
  if (unless.length === 0) return sql`NULL`;
  return sql`CASE ${sql.join(
    unless.map(({ is }, position) => sql`WHEN ${is} THEN ${position}`),
    sql` `,
  )} END`;
}

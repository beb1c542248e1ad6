/**
 * The rows beside a user's: the labels that queries find, the totals that lists show. (domain/search/store.ts has the
 * words of the search.) Each function gives statements for the batch that changes the row; `self` picks the row, or
 * none.
 */
import { and, build, eq, insertFrom, type SQL, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import { integer, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { userLabels, users, userTotals } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** Adds the row's labels. */
export const addLabels = (self: Where<"users">): Statement =>
  insertFrom(
    userLabels,
    { label: sql`label.value`, userSeq: users.seq },
    sql`FROM ${users}, json_each(${users.labels}) AS label WHERE ${self}`,
  );

/** Removes the row's labels. */
export const removeLabels = (self: Where<"users">): Statement =>
  build.delete(userLabels).where(
    and(
      eq(userLabels.userSeq, seqOf(self)),
      sql`${userLabels.label} IN (
        SELECT label.value FROM ${users}, json_each(${users.labels}) AS label WHERE ${self})`,
    ),
  );

/** The booleans whose totals are kept. */
const counted = ["status", "emailVerification", "phoneVerification", "impersonator"] as const;

/** Counts a user in (1) or out (-1). */
export const countUser = (self: Where<"users">, by: 1 | -1): Statement =>
  build
    .update(userTotals)
    .set({
      users: sql`${userTotals.users} + ${by}`,
      ...Object.fromEntries(counted.map((key) => [key, sql`${userTotals[key]} + ${by} * ${users[key]}`])),
    })
    .from(users)
    .where(self);

const total = reader({ users: integer(userTotals.users) });

/** A query for the number of users, which is kept. */
export const selectUserTotal: SQL = sql`SELECT ${total.columns} FROM ${userTotals}`;

/** The number of users, of what `selectUserTotal` has read. */
export const toUserTotal = (row: Row | undefined): number => (row === undefined ? 0 : total.read(row).users);

/** Moves the totals from the current row to the new one. */
export const adjustTotals = (
  self: Where<"users">,
  set: Readonly<Partial<Record<(typeof counted)[number], boolean>>>,
): Statement[] =>
  counted
    .filter((key) => set[key] !== undefined)
    .map((key) =>
      build
        .update(userTotals)
        .set({ [key]: sql`${userTotals[key]} + ${set[key] ? 1 : 0} - ${users[key]}` })
        .from(users)
        .where(self),
    );

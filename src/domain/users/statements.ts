/**
 * The rows that belong to a user's row: labels for queries, and totals for lists. (domain/search/store.ts has the words of
 * the search.) Each function gives statements for the batch that changes the user. `self` picks the user, or no row.
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

type Counted = (typeof counted)[number];

/** Adds a new user to the totals. @param row the new row */
export const countUser = (self: Where<"users">, row: Readonly<Record<Counted, boolean>>): Statement =>
  build
    .update(userTotals)
    .set({
      users: sql`${userTotals.users} + 1`,
      ...Object.fromEntries(counted.filter((key) => row[key]).map((key) => [key, sql`${userTotals[key]} + 1`])),
    })
    .where(sql`EXISTS (SELECT 1 FROM ${users} WHERE ${self})`);

/** Subtracts a user from the totals. */
export const uncountUser = (self: Where<"users">): Statement =>
  build
    .update(userTotals)
    .set({
      users: sql`${userTotals.users} - 1`,
      ...Object.fromEntries(counted.map((key) => [key, sql`${userTotals[key]} - ${users[key]}`])),
    })
    .from(users)
    .where(self);

const total = reader({ users: integer(userTotals.users) });

/** A query for the stored total of users. */
export const selectUserTotal: SQL = sql`SELECT ${total.columns} FROM ${userTotals}`;

/** The total of users, from the row of `selectUserTotal`. */
export const toUserTotal = (row: Row | undefined): number => (row === undefined ? 0 : total.read(row).users);

/** Adjusts the totals for a change of the user's columns. */
export const adjustTotals = (self: Where<"users">, set: Readonly<Partial<Record<Counted, boolean>>>): Statement[] =>
  counted
    .filter((key) => set[key] !== undefined)
    .map((key) =>
      build
        .update(userTotals)
        .set({ [key]: sql`${userTotals[key]} + ${set[key] ? 1 : 0} - ${users[key]}` })
        .from(users)
        .where(self),
    );

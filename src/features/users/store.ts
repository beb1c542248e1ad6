/**
 * Reads and writes single users. Every write is one batch: the row, what is kept beside it and the log row land together
 * or not at all, and the rows that its first write returns say who won a race (docs/storage.md).
 */
import { and, getTableColumns, not, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { Context } from "../../http/context.ts";
import type { Page } from "../../models/model.ts";
import type { UserRow } from "../../models/user.ts";
import type { Branch, ListPlan } from "../../queries/index.ts";
import { type Constraint, refuseOn } from "../../storage/constraints.ts";
import type { Database, Statement } from "../../storage/db.ts";
import { identities, users } from "../../storage/schema/index.ts";
import { appendLog } from "../logs/store.ts";
import { addTarget } from "../targets/store.ts";
import { isUser, toUserRow, userColumns } from "./columns.ts";
import { addWords, adjustTotals, countUser, removeLabels, removeWords } from "./statements.ts";
import type { Words } from "./words.ts";

type NewUser = Omit<typeof users.$inferInsert, "seq" | "updatedAt" | "words" | "writeId">;

const selectUser = (db: Database, userId: string) => db.select(userColumns).from(users).where(isUser(userId));

/** The row that a batch has marked as its own: later statements act on it, or on nothing. */
const isMarked = (userId: string, writeId: string): SQL => sql`${isUser(userId)} AND ${users.writeId} = ${writeId}`;

/** The result of a batch's last statement. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the end of a tuple has no index of its own
const lastOf = <T>(results: readonly [...unknown[], T]): T => results[results.length - 1] as T;

/** @throws AppError `user_not_found` */
export async function getUser({ db }: Context, userId: string): Promise<UserRow> {
  const [[row]] = await db.batch([selectUser(db, userId)]);
  if (row === undefined) throw new AppError("user_not_found");
  return toUserRow(row);
}

/**
 * Reads a page of users and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export async function listUsers({ db }: Context, plan: ListPlan): Promise<Page<UserRow>> {
  const facts = db
    .select({
      total: sql<number>`"total"`.as("total"),
      cursorFound: sql<number>`"cursorFound"`.as("cursorFound"),
      cursorNull: sql<number>`"cursorNull"`.as("cursorNull"),
    })
    .from(sql`(${plan.facts ?? sql`SELECT 0 AS "total", 1 AS "cursorFound", 0 AS "cursorNull"`})`);
  const [[found], rows] = await db.batch([facts, plan.sorts ? selectSorted(db, plan) : selectPage(db, plan)]);
  if (found?.cursorFound === 0) throw new AppError("general_cursor_not_found");
  if (found?.cursorNull === 1) throw new AppError("database_query_order_null");
  const users = rows.map(toUserRow);
  return { total: found?.total ?? 0, rows: plan.reversed ? users.toReversed() : users };
}

/** A page in its order. */
function selectPage(db: Database, plan: ListPlan) {
  const fields = { ...userColumns, ...plan.columns };
  const [first, second, ...others] = plan.branches;
  const select = ({ source, where }: Branch) => db.select(fields).from(source).where(where);
  const begin = db
    .with(...plan.with)
    .select(fields)
    .from(first.source)
    .where(first.where);
  return (second === undefined ? begin : unionAll(begin, select(second), ...others.map(select)))
    .orderBy(...plan.orderBy)
    .limit(plan.limit)
    .offset(plan.offset);
}

/** A page whose rows are all found before they are put in order: only those that remain are read whole. */
function selectSorted(db: Database, plan: ListPlan) {
  const columns = Object.entries(plan.columns).map(
    ([name, { sql: value }]) => sql`${value} AS ${sql.identifier(name)}`,
  );
  const fields = sql.join([sql`${users.seq} AS seq`, ...columns], sql`, `);
  const branches = plan.branches.map(({ source, where }) => sql`SELECT ${fields} FROM ${source} WHERE ${where}`);
  const page = sql`${sql.join(branches, sql` UNION ALL `)}
    ORDER BY ${sql.join([...plan.orderBy], sql`, `)} LIMIT ${plan.limit} OFFSET ${plan.offset}`;
  return db
    .with(...plan.with)
    .select({ ...userColumns, ...plan.columns })
    .from(sql`(${page}) AS page`)
    .innerJoin(users, sql`${users.seq} = page.seq`)
    .orderBy(...plan.orderBy);
}

/** Whether an OAuth2 identity other than those of the user `exceptSeq` has this email. */
export const hasIdentity = (email: string, exceptSeq: SQL = sql`0`): SQL =>
  sql`EXISTS (SELECT 1 FROM ${identities} WHERE ${identities.providerEmail} = ${email} AND ${identities.userSeq} <> ${exceptSeq})`;

/**
 * Creates a user with the targets of its email and phone; a target that somebody else holds is left out.
 * @throws AppError `user_email_already_exists` when an identity has the email, `user_already_exists` when a user has the
 *   id, the email or the phone
 */
export async function insertUser(context: Context, user: NewUser, words: Words): Promise<UserRow> {
  const { db, now } = context;
  const writeId = crypto.randomUUID();
  const self = isMarked(user.id, writeId);
  const row: typeof users.$inferInsert = { ...user, updatedAt: now, words: JSON.stringify(words), writeId };
  const values: Readonly<Record<string, unknown>> = row;
  const columns = Object.entries(getTableColumns(users));
  const results = await refuseOn(
    { users_id: "user_already_exists", users_email: "user_already_exists", users_phone: "user_already_exists" },
    db.batch([
      db
        .insert(users)
        .select(
          sql`SELECT ${sql.join(
            columns.map(([key, column]) => sql.param(values[key] ?? null, column)),
            sql`, `,
          )} WHERE NOT ${hasIdentity(user.email ?? "")}`,
        )
        .returning({ id: users.id }),
      ...(user.email ? [addTarget(context, self, "email", user.email)] : []),
      ...(user.phone ? [addTarget(context, self, "sms", user.phone)] : []),
      addWords(db, self),
      countUser(db, self, 1),
      appendLog(context, "user.create", self),
      selectUser(db, user.id),
    ]),
  );
  const [inserted] = results;
  const [created] = lastOf(results);
  if (inserted.length === 0 || created === undefined) throw new AppError("user_email_already_exists");
  return toUserRow(created);
}

/** A change of one user. */
export interface Change {
  /** What the log calls it. */
  readonly event: string;
  readonly set: Partial<NewUser>;
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
export async function changeUser(context: Context, userId: string, change: Change): Promise<UserRow> {
  const { db, now } = context;
  const { unless = [], words } = change;
  const writeId = crypto.randomUUID();
  const self = isMarked(userId, writeId);
  const mark = { writeId, updatedAt: now };
  const set = { ...change.set, ...(words && { words: sql`json_patch(${users.words}, ${JSON.stringify(words)})` }) };
  const before = [
    ...(words ? removeWords(db, self, words) : []),
    ...adjustTotals(db, self, change.set),
    ...(change.before?.(self) ?? []),
  ];
  // Statements before the change see the row as it was, so the mark they go by is set ahead of them, alone.
  const isOneStep = before.length === 0;
  const results = await refuseOn(
    change.refusals ?? {},
    db.batch([
      db
        .select({ refusal: refusalOf(unless) })
        .from(users)
        .where(isUser(userId)),
      db
        .update(users)
        .set(isOneStep ? { ...mark, ...set } : mark)
        .where(and(isUser(userId), ...unless.map(({ is }) => not(is))))
        .returning({ id: users.id }),
      ...before,
      ...(isOneStep ? [] : [db.update(users).set(set).where(self)]),
      ...(change.after?.(self) ?? []),
      ...(words ? [addWords(db, self)] : []),
      appendLog(context, change.event, self),
      selectUser(db, userId),
    ]),
  );
  const [[found], marked] = results;
  const [changed] = lastOf(results);
  const refused = typeof found?.refusal === "number" ? unless[found.refusal] : undefined;
  if (refused !== undefined) throw new AppError(refused.refuse);
  if (marked.length === 0 || changed === undefined) throw new AppError("user_not_found");
  return toUserRow(changed);
}

/** The position of the first refusal that applies to a row; null: none does. */
function refusalOf(unless: NonNullable<Change["unless"]>): SQL<number | null> {
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
export async function deleteUser(context: Context, userId: string): Promise<void> {
  const { db } = context;
  const self = isUser(userId);
  const results = await db.batch([
    removeLabels(db, self),
    ...removeWords(db, self),
    countUser(db, self, -1),
    appendLog(context, "user.delete", self),
    db.delete(users).where(self).returning({ id: users.id }),
  ]);
  if (lastOf(results).length === 0) throw new AppError("user_not_found");
}

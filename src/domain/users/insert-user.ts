/** Creates users: the row, its targets, words and totals, and the log row, in one batch that is the same for all. */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { UserRow } from "../../models/user.ts";
import { type Constraint, refuseOn } from "../../storage/constraints.ts";
import { prepared, slot, type Slot, type Statement } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import type { Row } from "../../storage/row.ts";
import { settings, users, userTotals } from "../../storage/schema/index.ts";
import { type Actor, insertLog, logFields } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, type Words } from "../search/index.ts";
import { insertTarget, type ProviderType, targetFields } from "../targets/index.ts";
import { isMarked, isUser, lastUser, selectUserBy } from "./columns.ts";
import { countUser } from "./statements.ts";

type UserFields = Omit<Required<typeof users.$inferInsert>, "seq"> & { readonly seq: null };
export type UserInsert = Omit<UserFields, "seq" | "updatedAt" | "epoch" | "words" | "writeId">;

/** Whoever has one of these; a null is nobody's. */
const hasContact = (email: string | null | Slot, phone: string | null | Slot): SQL =>
  sql`(${users.email} = ${email} OR ${users.phone} = ${phone})`;

/** The row that a creation has marked as its own. */
const isNew = sql`lower(${users.id}) = ${slot("lowerId")} AND ${users.id} = ${slot("id")}
  AND ${users.writeId} = ${slot("writeId")}`;

/** Whether the project has as many users as may sign up. */
const isFull = sql`EXISTS (SELECT 1 FROM ${settings}, ${userTotals}
  WHERE ${settings.userLimit} > 0 AND ${userTotals.users} >= ${settings.userLimit})`;

/** The statements of a creation. */
const creation = {
  user: prepared(() =>
    insertFrom(
      users,
      slot,
      sql`WHERE NOT (${slot("orKnown")} AND EXISTS (
          SELECT 1 FROM ${users} WHERE ${hasContact(slot("email"), slot("phone"))}))
        AND (NOT ${slot("isLimited")} OR NOT ${isFull})`,
    ).returning({ id: users.id }),
  ),
  target: prepared(() => insertTarget(isNew, slot)),
  words: prepared(() => addWords("user", isNew)),
  totals: prepared(() => countUser(isNew, 1)),
  log: prepared(() => insertLog("user", isNew, slot)),
};

/** What a creation may do otherwise. */
interface Creation {
  /** Who creates, where it is not the caller. */
  readonly actor?: Actor;
  /**
   * Where somebody has the email or the phone, they are who is meant, nobody is created, and `self` picks them. The
   * statements are the same either way.
   */
  readonly orKnown?: boolean;
  /** What a broken constraint of `also` means. */
  readonly refusals?: Readonly<Partial<Record<Constraint, ErrorType>>>;
  /** What else to write, for the user that `self` picks. */
  readonly also?: (self: SQL) => readonly Statement[];
}

/**
 * Creates a user with the targets of its email and phone; a target that somebody else holds is left out.
 * @returns the user, and the rows of the statements of `also`
 * @throws AppError `user_count_exceeded`, `user_already_exists` when a user has the id, the email or the phone
 */
export async function insertUser(
  context: Context,
  { row: user, words }: { readonly row: UserInsert; readonly words: Words },
  { actor, also, orKnown = false, refusals }: Creation = {},
): Promise<{ readonly user: UserRow; readonly rows: readonly (readonly Row[])[] }> {
  const { caller, db, now } = context;
  // A key may always add users: the limit is on guests.
  const isLimited = caller.kind !== "key";
  const row: UserFields = {
    ...user,
    seq: null,
    updatedAt: now,
    epoch: 0,
    words: JSON.stringify(words),
    writeId: crypto.randomUUID(),
  };
  const self = { lowerId: user.id.toLowerCase(), id: user.id, writeId: row.writeId };
  const target = (type: ProviderType, identifier: string) =>
    creation.target({ ...self, ...targetFields(context, type, identifier) });
  const meant = orKnown ? hasContact(user.email ?? null, user.phone ?? null) : isUser(user.id);
  const others = also?.(orKnown ? meant : isMarked(user.id, row.writeId)) ?? [];
  const results = await refuseOn(
    {
      ...refusals,
      users_id: "user_already_exists",
      users_email: "user_already_exists",
      users_phone: "user_already_exists",
    },
    db.batch([
      creation.user({ ...row, isLimited, orKnown }),
      ...(user.email ? [target("email", user.email)] : []),
      ...(user.phone ? [target("sms", user.phone)] : []),
      creation.words(self),
      creation.totals(self),
      creation.log({ ...self, ...logFields(context, "user.create", actor) }),
      ...others,
      selectUserBy(meant),
    ]),
  );
  const created = lastUser(results);
  const isDone = created !== null && (orKnown || results[0].length === 1);
  if (!isDone) throw new AppError("user_count_exceeded");
  return { user: created, rows: results.slice(-1 - others.length, -1) };
}

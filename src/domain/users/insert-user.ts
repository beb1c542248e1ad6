/** Creates users: the row, its targets, words and totals, and the log row, in one batch that is the same for all. */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { UserRow } from "../../models/user.ts";
import type { Batch } from "../../storage/batch.ts";
import { prepared, slot, type Slot } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import { settings, users, userTotals } from "../../storage/schema/index.ts";
import { type Actor, insertLog, logFields } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, type Words } from "../search/index.ts";
import { insertTarget, type ProviderType, targetFields } from "../targets/index.ts";
import { isMarked, isUser, selectUserBy, toUserRow } from "./columns.ts";
import { countUser } from "./statements.ts";

type UserFields = Omit<Required<typeof users.$inferInsert>, "seq"> & { readonly seq: null };
export type UserInsert = Omit<UserFields, "seq" | "updatedAt" | "epoch" | "words" | "writeId" | "claimed">;

/** Whoever has one of these; a null is nobody's. */
const hasContact = (email: string | null | Slot, phone: string | null | Slot): SQL =>
  sql`(${users.email} = ${email} OR ${users.phone} = ${phone})`;

/** The row that a creation has marked as its own. */
const isNew = sql`lower(${users.id}) = ${slot("lowerId")} AND ${users.id} = ${slot("id")}
  AND ${users.writeId} = ${slot("writeId")}`;

/** Whether the project has as many users as may sign up. */
const isFull = sql`EXISTS (SELECT 1 FROM ${settings}, ${userTotals}
  WHERE ${settings.userLimit} > 0 AND ${userTotals.users} >= ${settings.userLimit})`;

/** A key may always add users: the limit is on guests. */
const isLimitedBy = ({ caller }: Context): boolean => caller.kind !== "key";

/** Whether the caller may add a user. */
export const mayCreate = (context: Context): SQL => (isLimitedBy(context) ? sql`NOT ${isFull}` : sql`1`);

/** The statements of a creation. */
const creation = {
  user: prepared(() =>
    insertFrom(
      users,
      slot,
      sql`WHERE NOT (${slot("orKnown")} AND EXISTS (
          SELECT 1 FROM ${users} WHERE ${hasContact(slot("email"), slot("phone"))}))
        AND (NOT ${slot("isLimited")} OR NOT ${isFull})
        AND (${slot("afterSeq")} IS NULL OR EXISTS (SELECT 1 FROM ${users}
          WHERE ${users.seq} = ${slot("afterSeq")} AND ${users.writeId} = ${slot("afterWriteId")}))`,
    ).returning({ id: users.id }),
  ),
  target: prepared(() => insertTarget(isNew, slot)),
  words: prepared(() => addWords("user", isNew)),
  totals: prepared(() => countUser(isNew, 1)),
  log: prepared(() => insertLog("user", isNew, slot)),
};

/** What a creation may do otherwise. */
interface Options {
  /** Who creates, where it is not the caller. */
  readonly actor?: Actor;
  /**
   * Where somebody has the email or the phone, they are who is meant, nobody is created, and `self` picks them. The
   * statements are the same either way.
   */
  readonly orKnown?: boolean;
  /** The mark on another user's row, without which nobody is created. */
  readonly after?: { readonly seq: number; readonly writeId: string };
}

/** A user whom a batch creates. */
export interface CreatedUser {
  /** Picks them, for statements of the batch that follow; nobody, if they are not created. */
  readonly self: SQL;
  /** The user, once the batch has run. */
  readonly user: UserRow;
}

/**
 * Creates a user with the targets of its email and phone; a target that somebody else holds is left out. The batch throws
 * AppError `user_count_exceeded`, and `user_already_exists` when a user has the id, the email or the phone.
 */
export function insertUser(
  batch: Batch,
  context: Context,
  { row: user, words }: { readonly row: UserInsert; readonly words: Words },
  { actor, after, orKnown = false }: Options = {},
): CreatedUser {
  const { now } = context;
  const isLimited = isLimitedBy(context);
  const row: UserFields = {
    ...user,
    seq: null,
    updatedAt: now,
    epoch: 0,
    claimed: false,
    words: JSON.stringify(words),
    writeId: crypto.randomUUID(),
  };
  const self = { lowerId: user.id.toLowerCase(), id: user.id, writeId: row.writeId };
  const target = (type: ProviderType, identifier: string) =>
    creation.target({ ...self, ...targetFields(context, type, identifier) });
  const meant = orKnown ? hasContact(user.email ?? null, user.phone ?? null) : isUser(user.id);
  const inserted = batch.add(
    creation.user({ ...row, isLimited, orKnown, afterSeq: after?.seq ?? null, afterWriteId: after?.writeId ?? null }),
  );
  if (user.email) batch.add(target("email", user.email));
  if (user.phone) batch.add(target("sms", user.phone));
  batch.add(creation.words(self));
  batch.add(creation.totals(self));
  batch.add(creation.log({ ...self, ...logFields(context, "user.create", actor) }));
  const created = batch.add(selectUserBy(meant));
  batch.refuse({
    users_id: "user_already_exists",
    users_email: "user_already_exists",
    users_phone: "user_already_exists",
  });
  const read = (): UserRow => {
    const isDone = orKnown || inserted.row !== undefined;
    if (!isDone || created.row === undefined) throw new AppError("user_count_exceeded");
    return toUserRow(created.row);
  };
  batch.check(read);
  return {
    self: orKnown ? meant : isMarked(user.id, row.writeId),
    get user() {
      return read();
    },
  };
}

/** Creates a user, in a batch of their own. @throws AppError as `insertUser` and its batch do */
export async function createUser(
  context: Context,
  draft: { readonly row: UserInsert; readonly words: Words },
  options?: Options,
): Promise<UserRow> {
  const batch = context.db.batch();
  const created = insertUser(batch, context, draft, options);
  await batch.run();
  return created.user;
}

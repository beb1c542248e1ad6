/** Creates users: the row, its targets, words and totals, and the log row, in one batch that is the same for all. */
import { AppError } from "../../errors/app-error.ts";
import { insertFrom, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Batch } from "../../storage/batch.ts";
import { deletedUsers, settings, tokens, users, userTotals } from "../../storage/schema/index.ts";
import { type Actor, appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, type Words } from "../search/index.ts";
import { addFirstTarget } from "../targets/index.ts";
import { isMarked, toInsertedUser, type UserInsertion } from "./columns.ts";
import { countUser } from "./statements.ts";

export type UserInsert = Omit<UserInsertion, "updatedAt" | "epoch" | "words" | "writeId" | "claimed" | "imported">;

/** Matches a user with this email or phone; null matches no user. */
const hasContact = (email: string | null, phone: string | null): Where<"users"> =>
  where(users)`(${users.email} = ${email} OR ${users.phone} = ${phone})`;

/** Whether the project has reached its limit of users. */
export const isFull = sql`EXISTS (SELECT 1 FROM ${settings}, ${userTotals}
  WHERE ${settings.userLimit} > 0 AND ${userTotals.users} >= ${settings.userLimit})`;

/**
 * The id of a new user. A sign-up may not take the id of a deleted user, because other systems may still refer to it: the
 * id is NULL then, which its column refuses. A key may take it.
 */
const newId = (id: string, isLimited: boolean): SQL =>
  sql`CASE WHEN ${isLimited} AND EXISTS (SELECT 1 FROM ${deletedUsers} WHERE ${deletedUsers.id} = ${id.toLowerCase()})
    THEN NULL ELSE ${id} END`;

/** A key may always add users: the limit is on guests. */
const isLimitedBy = ({ caller }: Context): boolean => caller.kind !== "key";

/** Whether the caller may add a user. */
export const mayCreate = (context: Context): SQL => (isLimitedBy(context) ? sql`NOT ${isFull}` : sql`1`);

/** The options of a creation. */
interface Options {
  /** The actor, if not the caller. */
  readonly actor?: Actor;
  /**
   * If a user has the email or the phone, no user is created and `self` picks that user. The statements are the same in
   * both cases.
   */
  readonly orKnown?: boolean;
  /** The mark on another user's row that the creation requires. */
  readonly after?: { readonly seq: number; readonly writeId: string };
  /** The `seq` of the token that the user signs up with: once it is deleted, no user is created. */
  readonly tokenSeq?: number;
}

/** A user whom a batch creates. */
export interface CreatedUser {
  /** Picks the new user, for statements of the batch that follow; no row, if none was created. */
  readonly self: Where<"users">;
  /** The new user, once the batch has run. @throws Error if `orKnown` has found another */
  readonly user: UserRow;
}

/**
 * Creates a user with the targets of its email and phone; a target that another user holds is left out. The batch
 * throws AppError `user_count_exceeded`, and `user_already_exists` if a user has the id, the email or the phone, or if a
 * deleted user had the id and the caller is not a key.
 */
export function insertUser(
  batch: Batch,
  context: Context,
  { row: user, words }: { readonly row: UserInsert; readonly words: Words },
  { actor, after, orKnown = false, tokenSeq }: Options = {},
): CreatedUser {
  const { now } = context;
  const isLimited = isLimitedBy(context);
  const row: UserInsertion = {
    ...user,
    updatedAt: now,
    epoch: 0,
    claimed: false,
    imported: null,
    words: JSON.stringify(words),
    writeId: crypto.randomUUID(),
  };
  const self = isMarked(user.id, row.writeId);
  const contact = hasContact(user.email ?? null, user.phone ?? null);
  const inserted = batch.add(
    insertFrom(
      users,
      { ...row, id: newId(user.id, isLimited) },
      sql`WHERE NOT (${orKnown} AND EXISTS (SELECT 1 FROM ${users} WHERE ${contact}))
        AND (NOT ${isLimited} OR NOT ${isFull})
        AND (${tokenSeq ?? null} IS NULL OR EXISTS (SELECT 1 FROM ${tokens} WHERE ${tokens.seq} = ${tokenSeq ?? null}))
        AND ${after === undefined ? sql`1` : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${isMarked(after.seq, after.writeId)})`}`,
    ).returning({ id: users.id }),
  );
  const targets = [
    ...(user.email ? [addFirstTarget(batch, context, self, "email", user.email)] : []),
    ...(user.phone ? [addFirstTarget(batch, context, self, "sms", user.phone)] : []),
  ];
  batch.add(addWords("user", self));
  batch.add(countUser(self, row));
  batch.add(appendLog(context, "user.create", "user", self, actor));
  const known = orKnown ? batch.add(sql`SELECT ${users.seq} FROM ${users} WHERE ${contact}`) : null;
  batch.refuse({
    users_id: "user_already_exists",
    users_email: "user_already_exists",
    users_phone: "user_already_exists",
  });
  batch.check(() => {
    if (inserted.row === undefined && known?.row === undefined) throw new AppError("user_count_exceeded");
  });
  return {
    self: orKnown ? contact : self,
    get user() {
      if (inserted.row === undefined) throw new Error("No user was created.");
      return toInsertedUser(
        row,
        targets.flatMap((added) => added()),
      );
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

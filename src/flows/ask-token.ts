/**
 * Tokens that guests ask for by an address (docs/decisions/0006-asking-for-a-message.md). Answer and message carry the id that
 * was asked for. Whoever has the address, or nobody, the statements are the same and write as many rows.
 */
import { noteAsking, userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import type { PendingMessage } from "../domain/messages/index.ts";
import { areAskedBy, type AskedToken, endEarlier, insertAskedToken } from "../domain/tokens/index.ts";
import { addressColumns, type AddressKind, holdingOf, isKnown } from "../domain/users/index.ts";
import { type SQL, sql, type Where, where } from "../lib/sql/index.ts";
import { boolean, reader, type RowOf, text } from "../storage/reader.ts";
import type { Batch } from "../storage/batch.ts";
import { users } from "../storage/schema/index.ts";

/** An address that a token is asked for by. */
export interface AskedAddress {
  readonly type: AddressKind;
  readonly value: string;
}

const hasAddress = ({ type, value }: AskedAddress): Where<"users"> =>
  where(users)`${type === "email" ? users.email : users.phone} = ${value}`;

const holder = reader({
  id: text(users.id),
  name: text(users.name),
  email: text(users.email),
  status: boolean(users.status),
});

/** Who has an address that a token is asked for by. */
export type Holder = RowOf<typeof holder>;

/** What a token is asked for by. */
interface Asked {
  readonly address: AskedAddress;
  /** Whether the message is sent where nobody has the address. */
  readonly welcomesStrangers: boolean;
}

/**
 * Who gets the token. One that welcomes no strangers is not for an account that has only typed the address and has something else
 * that is proven: it would give that account to the owner of the address (docs/decisions/0010-addresses.md).
 */
const isHolder = ({ address, welcomesStrangers }: Asked): Where<"users"> =>
  welcomesStrangers
    ? hasAddress(address)
    : where(users)`${hasAddress(address)} AND ${holdingOf(address.type)} <> 'anchored'`;

/**
 * Whose the token is. A login token to an address that its holder has only typed is no one's: it is for the owner of the address, so
 * nothing that the holder changes ends it, and it is not in the holder's log.
 */
const isOwner = (asked: Asked): Where<"users"> =>
  asked.welcomesStrangers
    ? where(users)`${hasAddress(asked.address)} AND ${isKnown(addressColumns[asked.address.type])}`
    : isHolder(asked);

/** A query for who gets the token. It reads one user at most, so that its time tells little of whether there is one. */
export const selectHolder = (asked: Asked): SQL => sql`SELECT ${holder.columns} FROM ${users} WHERE ${isHolder(asked)}`;

/** Who gets the token, as `selectHolder` has read it. */
export const toHolder = holder.read;

/** A token that is about to be written. */
interface Asking extends Asked {
  readonly token: AskedToken;
  readonly message: PendingMessage;
  /** What the log calls it. */
  readonly event: string;
  /** Who was to get it when it was read; null: nobody. */
  readonly holder: Holder | null;
}

/** Adds the token, its message and its row of the log. Who is blocked gets none of it, and costs the same. */
export function askToken(batch: Batch, context: Context, { event, holder, message, token, ...asked }: Asking): void {
  const has = isHolder(asked);
  const owner = sql`(SELECT ${users.seq} FROM ${users} WHERE ${isOwner(asked)} AND ${users.status} = 1)`;
  const isSent = asked.welcomesStrangers
    ? sql`NOT EXISTS (SELECT 1 FROM ${users} WHERE ${has} AND ${users.status} = 0)`
    : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${has} AND ${users.status} = 1)`;
  insertAskedToken(batch, context, token, owner, isSent);
  message.enqueueTo(batch, owner, isSent);
  const actor = holder?.status === true ? userActor(holder) : undefined;
  batch.add(noteAsking(context, event, token.id, owner, actor));
  endEarlier(batch, areAskedBy(asked.address.value, token.askedId), token);
}

/**
 * Tokens that guests request for an address (docs/decisions/0006-asking-for-a-message.md). The answer and the message
 * carry the requested id. The statements and the number of rows written are the same whether or not a user has the
 * address.
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

/** The address that a token is requested for. */
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

/** The user who has the address that a token is requested for. */
export type Holder = RowOf<typeof holder>;

/** The request for a token. */
interface Asked {
  readonly address: AskedAddress;
  /** Whether the message is sent where no user has the address. */
  readonly welcomesStrangers: boolean;
}

/**
 * Picks the user who gets the token. A token for existing users only does not go to an account that has merely typed
 * the address and has something else that is proven: it would give that account to the owner of the address
 * (docs/decisions/0010-addresses.md).
 */
const isHolder = ({ address, welcomesStrangers }: Asked): Where<"users"> =>
  welcomesStrangers
    ? hasAddress(address)
    : where(users)`${hasAddress(address)} AND ${holdingOf(address.type)} <> 'anchored'`;

/**
 * Picks the owner of the token. A login token to an address that its holder has only typed belongs to no user: it
 * is for the owner of the address, so the holder's changes do not end it, and the holder's log does not show it.
 */
const isOwner = (asked: Asked): Where<"users"> =>
  asked.welcomesStrangers
    ? where(users)`${hasAddress(asked.address)} AND ${isKnown(addressColumns[asked.address.type])}`
    : isHolder(asked);

/**
 * A query for the user who gets the token. It reads one user at most, so that its time hardly reveals whether there is
 * one.
 */
export const selectHolder = (asked: Asked): SQL => sql`SELECT ${holder.columns} FROM ${users} WHERE ${isHolder(asked)}`;

/** Reads the user of `selectHolder`, who gets the token. */
export const toHolder = holder.read;

/** A token that is about to be written. */
interface Asking extends Asked {
  readonly token: AskedToken;
  readonly message: PendingMessage;
  /** The event's name in the log. */
  readonly event: string;
  /** The recipient at the time of the read; null: none. */
  readonly holder: Holder | null;
}

/** Adds the token, its message and its log row. A blocked user gets none of them, at the same cost. */
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

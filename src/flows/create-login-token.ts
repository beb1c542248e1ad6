/**
 * Login tokens: a guest requests one for an email or a phone, and signs in with the secret that is sent there
 * (docs/spec/account.md#login-tokens). Where no user has the address, the redemption creates the account
 * (sign-up-by-token.ts), so the request runs the same statements in either case and answers with the proposed id. The
 * answer to a key names the user who has the address.
 */
import type { Context } from "../domain/context/index.ts";
import { prepareMessage, selectTransport, transportOf } from "../domain/messages/index.ts";
import { newToken, type NewToken, toTokenRow } from "../domain/tokens/index.ts";
import { isFull } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import { generateId, uniqueId } from "../lib/crypto/ids.ts";
import type { Message } from "../lib/delivery/message.ts";
import { type SQL, sql } from "../lib/sql/index.ts";
import type { TokenRow } from "../models/token.ts";
import { boolean, reader, type RowOf } from "../storage/reader.ts";
import { users } from "../storage/schema/index.ts";
import { type AskedAddress, askToken, type Holder, selectHolder, toHolder } from "./ask-token.ts";

/** A request for a token to an email or a phone. */
interface LoginRequest {
  readonly type: "magic-url" | "email" | "phone";
  readonly address: AskedAddress;
  /** The id of a new account. */
  readonly userId: string;
  /** The security phrase of the answer and the message; "" for none. */
  readonly phrase: string;
  /** @param receiver the id to name, and the name of the user; "" for none */
  readonly compose: (
    token: NewToken,
    receiver: { readonly id: string; readonly name: string },
  ) => Message & { readonly template: string };
}

const room = reader({ isFull: boolean(), isTaken: boolean() });

type Room = RowOf<typeof room>;

/** A query for whether an account with an id could be created. */
const selectRoom = (userId: string): SQL =>
  sql`SELECT ${room.with({ isFull, isTaken: sql`EXISTS (SELECT 1 FROM ${users} WHERE lower(${users.id}) = ${userId.toLowerCase()})` })}`;

/**
 * Sends a token to an email or a phone.
 * @returns the token; its secret is shown to keys only
 * @throws AppError `general_smtp_disabled`, `general_phone_disabled`, `user_count_exceeded`; to keys `user_already_exists` where
 *   the id of a new account is taken, and `user_blocked`
 */
export async function createLoginToken(context: Context, request: LoginRequest): Promise<TokenRow> {
  const { caller, db, now } = context;
  const { address, compose, phrase, type, userId } = request;
  const asked = { address, welcomesStrangers: true };
  const proposed = userId === uniqueId ? generateId(now) : userId;
  const messageType = address.type === "email" ? "email" : "sms";
  const reads = db.batch();
  const sender = reads.add(selectTransport(messageType));
  const known = reads.add(selectHolder(asked));
  const free = reads.add(selectRoom(proposed));
  await reads.run();
  const transport = await transportOf(context, messageType, sender.rows);
  const holder = known.row === undefined ? null : toHolder(known.row);
  assertWelcome(context, holder, free.row === undefined ? null : room.read(free.row));
  const askedId = caller.kind === "key" && holder !== null ? holder.id : proposed;
  const token = { ...newToken(context, type), askedId, address: address.value };
  const composed = compose(token, { id: askedId, name: holder?.name ?? "" });
  const message = await prepareMessage(context, transport, composed, token.expire);
  const writes = db.batch();
  askToken(writes, context, { ...asked, token, message, event: "session.create", holder });
  await writes.run();
  return toTokenRow(context, token, askedId, phrase);
}

/** The limit of users does not apply to keys. Keys get errors here that guests get at the redemption, or never. */
function assertWelcome({ caller }: Context, holder: Holder | null, room: Room | null): void {
  const isKey = caller.kind === "key";
  if (holder === null && !isKey && room?.isFull === true) throw new AppError("user_count_exceeded");
  if (holder === null && isKey && room?.isTaken === true) throw new AppError("user_already_exists");
  if (holder?.status === false && isKey) throw new AppError("user_blocked");
}

/**
 * Login tokens: whoever asks for one with an email or a phone signs in with what is sent there, and gets an account with it
 * if nobody has the address (docs/spec/account.md#login-tokens). Whether somebody has it is not told: the statements
 * are the same, and the answer has the same form, for those who are blocked too. As upstream's, it gives one thing
 * away: the account that it names is new where it has the id that the caller has proposed.
 */
import { sql } from "drizzle-orm";
import { userActor } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { prepareMessage, selectTransport, transportOf } from "../domain/messages/index.ts";
import { newToken, type NewToken, noteOrigin, toTokenRow } from "../domain/tokens/index.ts";
import { found, insertUser, isUser, newUser, selectFound } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { Message, Transport } from "../lib/delivery/message.ts";
import type { TokenRow } from "../models/token.ts";
import type { UserRow } from "../models/user.ts";
import { users } from "../storage/schema/index.ts";
import { sendToken } from "./send-token.ts";

/** Who gets a token. */
type Receiver = Pick<UserRow, "id" | "name" | "email">;

/** A token that is asked for, by an email or by a phone. */
interface LoginRequest {
  readonly type: "magic-url" | "email" | "phone";
  readonly email: string | null;
  readonly phone: string | null;
  /** Of an account that is new. */
  readonly userId: string;
  /** What the answer and the message show; "" for none. */
  readonly phrase: string;
  readonly compose: (token: NewToken, receiver: Receiver) => Message & { readonly template: string };
}

/**
 * Sends a token to whoever has an email or a phone.
 * @returns the token; its secret is shown to keys only
 * @throws AppError `general_smtp_disabled`, `general_phone_disabled`, `user_already_exists` where the id of a new account is
 *   taken, `user_count_exceeded`; to keys `user_blocked`
 */
export async function createLoginToken(context: Context, request: LoginRequest): Promise<TokenRow> {
  const { email, phone } = request;
  const messageType = email === null ? "sms" : "email";
  const batch = context.db.batch();
  const sender = batch.add(selectTransport(messageType));
  const known = batch.add(
    selectFound(email === null ? sql`${users.phone} = ${phone}` : sql`${users.email} = ${email}`),
  );
  await batch.run();
  const transport = await transportOf(context, messageType, sender.rows);
  return sendTo(context, request, transport, found(known)?.user ?? null);
}

/** @param known who has the address; null: nobody */
async function sendTo(
  context: Context,
  request: LoginRequest,
  transport: Transport,
  known: Receiver | null,
): Promise<TokenRow> {
  const { compose, email, phone, phrase, type, userId } = request;
  const draft = newUser({ userId, email, phone, name: "", stored: null }, context.now);
  const receiver = known ?? draft.row;
  const token = newToken(context, receiver.id, type);
  const message = await prepareMessage(context, transport, compose(token, receiver), token.expire);
  const batch = context.db.batch();
  const created = insertUser(batch, context, draft, { actor: userActor(draft.row), orKnown: true });
  const who = sql`${created.self} AND ${isUser(receiver.id)}`;
  const actor = userActor(receiver);
  sendToken(batch, context, { token, message, event: "session.create", actor }, who);
  // In any case: whether somebody has been given it must not show by the work.
  noteOrigin(batch, context, token);
  await batch.run();
  const { user } = created;
  // Somebody has got the address meanwhile, or lost it: the message would name the wrong user.
  if (user.id !== receiver.id) return sendTo(context, request, transport, user);
  if (!user.status && context.caller.kind === "key") throw new AppError("user_blocked");
  return toTokenRow(context, token, user.id, phrase);
}

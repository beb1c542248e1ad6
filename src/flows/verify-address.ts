/**
 * Verifying the email or the phone of an account with a secret that is sent there (docs/spec/account.md#verification).
 */
import { userActor } from "../domain/audit/index.ts";
import { callingUser, type Context } from "../domain/context/index.ts";
import { unlock } from "../domain/limits/index.ts";
import { prepareMessage, selectTransport, transportOf } from "../domain/messages/index.ts";
import {
  countWrong,
  endTokens,
  hasToken,
  newToken,
  type NewToken,
  presentSecret,
  selectToken,
  toSpentRow,
  toTokenRow,
} from "../domain/tokens/index.ts";
import { changeUser, isUser, type UserChange } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import type { Message } from "../lib/delivery/message.ts";
import { not, type SQL, sql, where } from "../lib/sql/index.ts";
import type { TokenRow } from "../models/token.ts";
import type { UserRow } from "../models/user.ts";
import { users } from "../storage/schema/index.ts";
import { sendToken } from "./send-token.ts";
import { selectPresenter, toPresenter } from "./token-owner.ts";

/** An address of an account that can be verified. */
interface Contact {
  readonly token: "verification" | "phone-verification";
  readonly message: Message["type"];
  readonly addressOf: (user: UserRow) => string | null;
  readonly hasAddress: (address: string) => SQL;
  readonly isVerified: (user: UserRow) => boolean;
  /** The user's columns once the address is verified. */
  readonly set: UserChange["set"];
  /** The errors where there is no address, and where it is verified already. */
  readonly absent: ErrorType;
  readonly verified: ErrorType;
}

export const emailContact: Contact = {
  token: "verification",
  message: "email",
  addressOf: ({ email }) => email,
  hasAddress: (address) => sql`${users.email} = ${address}`,
  isVerified: ({ emailVerification }) => emailVerification,
  set: { emailVerification: true },
  absent: "user_email_not_found",
  verified: "user_email_already_verified",
};

export const phoneContact: Contact = {
  token: "phone-verification",
  message: "sms",
  addressOf: ({ phone }) => phone,
  hasAddress: (address) => sql`${users.phone} = ${address}`,
  isVerified: ({ phoneVerification }) => phoneVerification,
  set: { phoneVerification: true },
  absent: "user_phone_not_found",
  verified: "user_phone_already_verified",
};

/**
 * Sends the caller a token for one of their addresses.
 * @param compose writes the message
 * @throws AppError `general_smtp_disabled`, `general_phone_disabled`, and the errors of the address
 */
export async function createVerification(
  context: Context,
  contact: Contact,
  compose: (token: NewToken, address: string, user: UserRow) => Message & { readonly template: string },
): Promise<TokenRow> {
  const { seq, user } = callingUser(context);
  const { rows: sender } = await context.db.run(selectTransport(contact.message));
  const transport = await transportOf(context, contact.message, sender);
  const address = contact.addressOf(user);
  if (address === null) throw new AppError(contact.absent);
  if (contact.isVerified(user)) throw new AppError(contact.verified);
  const token = newToken(context, contact.token);
  const message = await prepareMessage(context, transport, compose(token, address, user), token.expire);
  const batch = context.db.batch();
  const who = where(users)`${isUser(seq)} AND ${contact.hasAddress(address)}`;
  const sent = sendToken(batch, context, { token, message, event: "verification.create" }, who);
  await batch.run();
  // The caller is gone, blocked, or has another address by now.
  if (sent.row === undefined) throw new AppError(contact.absent);
  return toTokenRow(context, token, user.id);
}

/**
 * Verifies the contact that a token was sent to. A change of the email or phone revokes the token (domain/users/changes.ts).
 * @returns the token, which is used up
 * @throws AppError `user_invalid_token`, `user_not_found`
 */
export async function redeemVerification(
  context: Context,
  contact: Contact,
  { secret, userId }: { readonly userId: string; readonly secret: string },
): Promise<TokenRow> {
  const types = [contact.token];
  const batch = context.db.batch();
  const presented = presentSecret(context, userId, secret, types);
  const found = batch.add(selectPresenter(presented));
  const tokens = batch.add(selectToken(presented));
  countWrong(batch, presented);
  await batch.run();
  const { token, user } = toPresenter(context, found, tokens);
  await changeUser(context, user.seq, {
    event: "verification.update",
    item: token.id,
    actor: userActor(user.user),
    set: contact.set,
    unless: [{ is: not(hasToken(context, token)), refuse: "user_invalid_token" }],
    after(batch, self) {
      endTokens(batch, self, types);
      batch.add(unlock(self));
    },
  });
  return toSpentRow(token, user.user.id);
}

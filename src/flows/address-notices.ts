/**
 * Notices to the holder of an account about a change that they may not have made (docs/spec/account.md#messages). They go
 * to proven addresses only. A notice that cannot be prepared does not fail the request.
 */
import type { Context } from "../domain/context/index.ts";
import {
  findTransport,
  type MessageType,
  type PendingMessage,
  prepareMessage,
  selectTransport,
} from "../domain/messages/index.ts";
import { type AddressHolder, type AddressKind, otherKind } from "../domain/users/index.ts";
import type { Message } from "../lib/delivery/message.ts";
import { compose } from "../lib/delivery/texts/index.ts";
import type { UserRow } from "../models/user.ts";
import type { Row } from "../storage/row.ts";

/** Give up sending a notice after three days, in milliseconds: a late notice is still useful. */
const sendingMax = 3 * 86_400_000;

type Composed = Message & { readonly template: string };

const typeOf: Readonly<Record<AddressKind, MessageType>> = { email: "email", phone: "sms" };

/** An instant as messages show it, to the minute. @param at milliseconds since the Unix epoch */
export const toTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** The values of a notice: the account and the time. */
const factsOf = ({ config, now }: Context, { id, name }: Pick<UserRow, "id" | "name">, to: string) => ({
  project: config.projectName,
  to,
  name,
  account: id,
  time: toTime(now),
});

/** @param sender the rows of `selectTransport`; read here if left out */
async function prepare(context: Context, message: Composed, sender?: readonly Row[]): Promise<PendingMessage | null> {
  const rows = sender ?? (await context.db.run(selectTransport(message.type))).rows;
  const transport = await findTransport(context.config, rows);
  return transport === null ? null : prepareMessage(context, transport, message, context.now + sendingMax);
}

/** Prepares a notice. @returns null if it cannot be prepared, or has no transport */
async function prepareNotice(
  context: Context,
  message: Composed,
  sender?: readonly Row[],
): Promise<PendingMessage | null> {
  const work = prepare(context, message, sender);
  context.waitUntil(work);
  return await work.catch(() => null);
}

/**
 * Notifies the holder of a detached address at their other address, if that is proven.
 * @param kind of the address that is detached
 */
export async function prepareDetachmentNotice(
  context: Context,
  { holdings, user }: AddressHolder,
  kind: AddressKind,
): Promise<PendingMessage | null> {
  const other = otherKind[kind];
  const to = user[other];
  if (to === null || holdings[other] !== "proven") return null;
  const facts = factsOf(context, user, to);
  const message: Composed =
    typeOf[other] === "email"
      ? compose("phone-detached", facts, context.locale)
      : compose("email-detached", facts, context.locale);
  return prepareNotice(context, message);
}

/**
 * Notifies a user of a changed address at the previous one, if that is proven. @param kind of the address
 */
export async function prepareChangeNotice(
  context: Context,
  user: UserRow,
  kind: AddressKind,
): Promise<PendingMessage | null> {
  const to = user[kind];
  const isProven = kind === "email" ? user.emailVerification : user.phoneVerification;
  if (to === null || !isProven) return null;
  const facts = factsOf(context, user, to);
  const message: Composed =
    kind === "email"
      ? compose("email-changed", facts, context.locale)
      : compose("phone-changed", facts, context.locale);
  return prepareNotice(context, message);
}

/**
 * Notifies a user of a new identity by email, if the email is proven or a key vouches for it.
 * @param provider its display name
 * @param sender the rows of `selectTransport` for emails
 */
export async function prepareIdentityNotice(
  context: Context,
  { holdings, user }: AddressHolder,
  provider: string,
  sender: readonly Row[],
): Promise<PendingMessage | null> {
  const { email } = holdings;
  if (user.email === null || (email !== "proven" && email !== "vouched")) return null;
  const message = compose("identity-linked", { ...factsOf(context, user, user.email), provider }, context.locale);
  return prepareNotice(context, message, sender);
}

/** Codes that answer challenges, and their messages to the user's email or phone. */
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import { newCode } from "../../lib/crypto/otp.ts";
import type { Message } from "../../lib/delivery/message.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { type Where, where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { type PendingMessage, prepareMessage, selectTransport, transportOf } from "../messages/index.ts";
import type { Factor } from "./factors.ts";

/** The lifetime of a challenge, in milliseconds. */
export const challengeLife = 3_600_000;

/** A factor whose code is sent to the user. */
interface Way {
  readonly type: Message["type"];
  /** The address that the code is sent to; null: the user has none. */
  readonly to: (user: UserRow) => string | null;
  readonly isVerified: (user: UserRow) => boolean;
  /** Whether a row of users has that address, verified. */
  readonly isReachable: (to: string) => Where<"users">;
  readonly absent: ErrorType;
  readonly unverified: ErrorType;
}

const ways: Readonly<Partial<Record<Factor, Way>>> = {
  email: {
    type: "email",
    to: ({ email }) => email,
    isVerified: ({ emailVerification }) => emailVerification,
    isReachable: (to) => where(users)`${users.email} = ${to} AND ${users.emailVerification}`,
    absent: "user_email_not_found",
    unverified: "user_email_not_verified",
  },
  phone: {
    type: "sms",
    to: ({ phone }) => phone,
    isVerified: ({ phoneVerification }) => phoneVerification,
    isReachable: (to) => where(users)`${users.phone} = ${to} AND ${users.phoneVerification}`,
    absent: "user_phone_not_found",
    unverified: "user_phone_not_verified",
  },
};

/** Adds a query for the transport that `writeCode` needs; null: the factor has no code to send. */
export function addWay(batch: Batch, factor: Factor): Handle | null {
  const way = ways[factor];
  return way === undefined ? null : batch.add(selectTransport(way.type));
}

/** A code for a user with its message, both not in the database yet. */
export interface SentCode {
  readonly code: string;
  readonly message: PendingMessage;
  /** Whether the user still has the address, verified; and the error if not. */
  readonly isReachable: Where<"users">;
  readonly refusal: ErrorType;
}

/**
 * Makes a code for the user, and prepares its message.
 * @param sender the handle of `addWay`
 * @returns null for a factor without a code to send
 * @throws AppError `general_smtp_disabled`, `general_phone_disabled`, `user_email_not_found`, `user_phone_not_found`,
 *   `user_email_not_verified`, `user_phone_not_verified`
 */
export async function writeCode(
  context: Context,
  user: UserRow,
  factor: Factor,
  sender: Handle | null,
): Promise<SentCode | null> {
  const way = ways[factor];
  if (way === undefined || sender === null) return null;
  const transport = await transportOf(context, way.type, sender.rows);
  const to = way.to(user);
  if (to === null) throw new AppError(way.absent);
  if (!way.isVerified(user)) throw new AppError(way.unverified);
  const code = newCode();
  const letter = textOf(context, way.type, { to, name: user.name, code });
  return {
    code,
    message: await prepareMessage(context, transport, letter, context.now + challengeLife),
    isReachable: way.isReachable(to),
    refusal: way.unverified,
  };
}

/** The message that carries a code. */
function textOf(
  { config, locale }: Context,
  type: Message["type"],
  { code, name, to }: { readonly to: string; readonly name: string; readonly code: string },
) {
  if (type === "sms") return compose("phone-challenge", { to, code }, locale);
  const minutes = challengeLife / 60_000;
  return compose("mfa-challenge", { project: config.projectName, to, name, code, minutes }, locale);
}

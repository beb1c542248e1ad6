/**
 * Failed guesses: counts those that were not counted ahead of the comparison, and notifies the user of the first pause
 * (docs/spec/account.md#guesses).
 */
import type { Context } from "../domain/context/index.ts";
import { GuessCounter, openDevice } from "../domain/limits/index.ts";
import { findTransport, prepareMessage, selectTransport } from "../domain/messages/index.ts";
import { readAccount, selectAccount } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import { compose } from "../lib/delivery/texts/index.ts";
import { sql, type Where, where } from "../lib/sql/index.ts";
import { messages, users } from "../storage/schema/index.ts";

/** A day, in milliseconds: the least time between two messages, and the time after which sending is given up. */
const day = 86_400_000;

/** The account that a guess was for. */
interface Guessed {
  /** Picks the row of users, or none. */
  readonly who: Where<"users">;
  /** The address that identifies the account where there is no such row. */
  readonly address: string;
}

/**
 * Runs a comparison and counts a wrong guess, for routes that have rate limits of their own. The count pauses the password, not
 * the route.
 * @param failure the error of a wrong guess
 * @throws the errors of `compare`
 */
export async function countingFailures<T>(
  context: Context,
  guessed: Guessed,
  failure: ErrorType,
  compare: () => Promise<T>,
): Promise<T> {
  try {
    return await compare();
  } catch (error) {
    if (error instanceof AppError && error.type === failure) await countFailure(context, guessed);
    throw error;
  }
}

/** Counts a failure against the account and the network, or against a device that the account knows. */
export async function countFailure(context: Context, { address, who }: Guessed): Promise<void> {
  const { config, cookies, db, network: ip, now } = context;
  if (config.rateLimits === 0) return;
  const device = cookies.device === undefined ? null : await openDevice(config, cookies.device, now);
  const counter = new GuessCounter(config, { who, address, ip, device, now }, false);
  const batch = db.batch();
  counter.addTo(batch);
  await batch.run();
  if (counter.beginsPause) context.waitUntil(tell(context, who));
}

/**
 * Notifies the user that wrong passwords have paused the account, if the guess that has just failed began the pause.
 */
export function tellOfPause(context: Context, who: Where<"users">): void {
  if (context.limits.beginsPause) context.waitUntil(tell(context, who));
}

/** Runs the same statements for an address without a user; only the message's row is missing. */
async function tell(context: Context, who: Where<"users">): Promise<void> {
  const { config, db, locale, now } = context;
  const reads = db.batch();
  const account = reads.add(selectAccount(who));
  const sender = reads.add(selectTransport("email"));
  await reads.run();
  const transport = await findTransport(config, sender.rows);
  if (transport === null) return;
  const user = readAccount(account)?.user;
  const to = user?.email ?? "";
  const composed = compose("password-pause", { project: config.projectName, to, name: user?.name ?? "" }, locale);
  const message = await prepareMessage(context, transport, composed, now + day);
  const hasNotice = sql`EXISTS (SELECT 1 FROM ${messages} WHERE ${messages.userSeq} = ${users.seq}
    AND ${messages.template} = ${composed.template} AND ${messages.createdAt} > ${now - day})`;
  const batch = db.batch();
  message.enqueue(batch, where(users)`${who} AND ${users.email} = ${to} AND NOT ${hasNotice}`);
  await batch.run();
}

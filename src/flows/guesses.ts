/**
 * Failed guesses: counting those that were not counted before they were compared, and telling the account's user of the first
 * pause (docs/spec/account.md#guesses).
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

/** How long no second message follows, and how long it is tried to send one: a day, in milliseconds. */
const day = 86_400_000;

/** The account that a guess was for. */
interface Guessed {
  /** Picks the row of users, or none. */
  readonly who: Where<"users">;
  /** The address that identifies the account where there is no such row. */
  readonly address: string;
}

/**
 * Runs what compares a guess, and counts the failure of a route that refuses by limits of its own. It pauses the password, not the
 * route.
 * @param failure the error of a wrong guess
 * @throws what `compare` throws
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

/** Counts a failure: of the account and the network, or of a device that the account knows. */
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
 * Notifies the user that wrong passwords have paused the account, if the guess that has just failed was the one that
 * did.
 */
export function tellOfPause(context: Context, who: Where<"users">): void {
  if (context.limits.beginsPause) context.waitUntil(tell(context, who));
}

/** The same statements for an address that no user has: only the row of the message is missing. */
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
  const letter = compose("password-pause", { project: config.projectName, to, name: user?.name ?? "" }, locale);
  const message = await prepareMessage(context, transport, letter, now + day);
  const isTold = sql`EXISTS (SELECT 1 FROM ${messages} WHERE ${messages.userSeq} = ${users.seq}
    AND ${messages.template} = ${letter.template} AND ${messages.createdAt} > ${now - day})`;
  const batch = db.batch();
  message.enqueue(batch, where(users)`${who} AND ${users.email} = ${to} AND NOT ${isTold}`);
  await batch.run();
}

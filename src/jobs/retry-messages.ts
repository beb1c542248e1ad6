/** The cron job that retries messages which could not be sent. */
import type { Config } from "../domain/context/index.ts";
import {
  findTransport,
  leaseEnd,
  type MessageType,
  terminal,
  reportFailure,
  selectTransport,
  settle,
  type Tried,
} from "../domain/messages/index.ts";
import { fail, ok, type Result } from "../errors/result.ts";
import { open } from "../lib/crypto/box.ts";
import { isMessage, type Message, type Refusal, type Transport } from "../lib/delivery/message.ts";
import { send } from "../lib/delivery/send.ts";
import { build, sql, type Statement, type Where, where } from "../lib/sql/index.ts";
import type { Database } from "../storage/database.ts";
import { boolean, integer, reader, type RowOf, text } from "../storage/reader.ts";
import type { Row } from "../storage/row.ts";
import { messages } from "../storage/schema/index.ts";
import { messageContent, sealedContext } from "../storage/sealed.ts";

/** Connections that an invocation may have open at once. Further ones would wait while their timeouts run. */
const concurrency = 6;

/** The time for sending one message and writing its outcome, in milliseconds. */
const sendMax = 15_000;

/**
 * Messages that one run tries. Each worker sends five, of 10 seconds at most, so a run is over before its lease; and its
 * requests and statements are fewer than any plan allows an invocation.
 */
const perRun = 5 * concurrency;

/** The result of a run. */
export interface Report {
  readonly tried: number;
  readonly sent: number;
}

/**
 * Retries the messages that are due at `now`. Simultaneous runs never share a message.
 * @param now milliseconds since the Unix epoch
 */
export async function retryMessages(config: Config, db: Database, now: number): Promise<Report> {
  const batch = db.batch();
  const late = batch.add(giveUp(now));
  const leased = batch.add(take(now));
  await batch.run();
  for (const { error, isWithheld, ...message } of late.rows.map(lost.read)) {
    if (!isWithheld) reportFailure(message, error);
  }
  const taken = leased.rows.map(due.read);
  if (taken.length === 0) return { tried: 0, sent: 0 };
  const transports = db.batch();
  const email = transports.add(selectTransport("email"));
  const sms = transports.add(selectTransport("sms"));
  await transports.run();
  const ways = { email: await openWay(config, email.rows), sms: await openWay(config, sms.rows) };
  const run = { config, db, ways, end: leaseEnd(now) - sendMax, counts: { tried: 0, sent: 0 } };
  // The failure of one worker does not end the others.
  const ended = await Promise.allSettled(
    Array.from({ length: concurrency }, (_, worker) =>
      sendInTurn(
        run,
        taken.filter((_, index) => index % concurrency === worker),
      ),
    ),
  );
  for (const worker of ended) if (worker.status === "rejected") throw worker.reason;
  return run.counts;
}

const isDue = (now: number): Where<"messages"> => where(messages)`${messages.nextAt} <= ${now}`;

/** Reads messages that are given up, which all have an error. */
const lost = reader({
  id: text(messages.id),
  template: text(messages.template),
  error: text(sql`${messages.error}`),
  /** The deadline had passed from the start, because no user may get the message. That is not reported as a failure. */
  isWithheld: boolean(sql`${messages.deadline} <= ${messages.createdAt}`),
});

/** Gives up messages whose code or link has expired. */
const giveUp = (now: number): Statement =>
  build
    .update(messages)
    .set({
      ...terminal,
      status: "failed",
      error: sql`coalesce(${messages.error}, 'No attempt was completed in time.')`,
      updatedAt: now,
    })
    .where(sql`${isDue(now)} AND ${messages.deadline} <= ${now}`)
    .returning(lost.returning);

/** Reads messages that are due, which all have their content. */
const due = reader({
  id: text(messages.id),
  template: text(messages.template),
  content: text(sql`${messages.content}`),
  tries: integer(messages.tries),
  deadline: integer(messages.deadline),
});

/** Leases due messages for as long as a run can last. */
const take = (now: number): Statement =>
  build
    .update(messages)
    .set({ tries: sql`${messages.tries} + 1`, nextAt: leaseEnd(now), updatedAt: now })
    .where(
      sql`${messages.seq} IN (SELECT ${messages.seq} FROM ${messages} WHERE ${isDue(now)}
        ORDER BY ${messages.nextAt} LIMIT ${sql.integer(perRun)})`,
    )
    .returning(due.returning);

/** The transport of a type, or its error: a fault of one type's provider does not affect the other. */
type Way = Result<Transport, Refusal>;

/** @param sender the rows of `selectTransport` */
async function openWay(config: Config, sender: readonly Row[]): Promise<Way> {
  try {
    const transport = await findTransport(config, sender);
    return transport === null
      ? fail({ error: "No provider of this message type is enabled.", isFinal: false })
      : ok(transport);
  } catch {
    return fail({ error: "The provider's credentials cannot be opened.", isFinal: false });
  }
}

/** The values that all messages of a run share. */
interface Run {
  readonly config: Config;
  readonly db: Database;
  /** The time after which no message is begun, in milliseconds since the Unix epoch. */
  readonly end: number;
  readonly counts: { tried: number; sent: number };
  readonly ways: Readonly<Record<MessageType, Way>>;
}

/** Sends messages one after the other while their lease lasts, so that no other run sends them too if the database is slow. */
async function sendInTurn(run: Run, messages: readonly RowOf<typeof due>[]): Promise<void> {
  for (const { content, ...tried } of messages) {
    if (Date.now() > run.end) return;
    run.counts.tried += 1;
    // oxlint-disable-next-line no-await-in-loop -- a worker sends one message after the other
    const sent = await sendAgain(run, tried, content);
    run.counts.sent += Number(sent.ok);
    // oxlint-disable-next-line no-await-in-loop
    await settle(run.db, tried, sent);
  }
}

async function sendAgain(
  { config, ways }: Run,
  { id, template }: Tried,
  content: string,
): Promise<Result<null, Refusal>> {
  const message = await openContent(config, id, content);
  if (message === null) return fail({ error: "It is sealed with a SECRET_KEY that is no longer set.", isFinal: true });
  const way = ways[message.type];
  return way.ok ? await send(way.value, { ...message, id, template }) : way;
}

async function openContent({ secretKeys }: Config, id: string, sealed: string): Promise<Message | null> {
  const opened = await open(secretKeys, sealedContext(messageContent, id), sealed);
  if (!opened.ok) return null;
  const content: unknown = JSON.parse(opened.value);
  return isMessage(content) ? content : null;
}

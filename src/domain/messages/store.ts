/**
 * Messages to users. A message is a row of the batch that creates its secret, so that neither exists without the other.
 * It is sent after the response. If that fails, the cron retries (src/jobs/retry-messages.ts) until it is sent, is
 * refused for good, or its secret has expired. list-messages.ts and get-message.ts show its status.
 */
import { AppError } from "../../errors/app-error.ts";
import { seal } from "../../lib/crypto/box.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { Message, Outgoing, Transport } from "../../lib/delivery/message.ts";
import { send } from "../../lib/delivery/send.ts";
import { build, insertFrom, type SQL, sql, type Where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import type { Database } from "../../storage/database.ts";
import { integer, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { messages, users } from "../../storage/schema/index.ts";
import { messageContent, sealedContext } from "../../storage/sealed.ts";
import type { Config, Context } from "../context/index.ts";
import { selectSender, toSender } from "../providers/index.ts";
import { leaseEnd, settle } from "./outcome.ts";

/** The channel of a message. */
export type MessageType = Message["type"];

/** How long a row is kept, in milliseconds: 30 days. */
const keptFor = 30 * 86_400_000;

/** The error of a message that is not sent because its address belongs to no user, or to a blocked user. */
const withheld = "No user who may sign in has the address.";

/** A query for the row that `findTransport` reads. */
export const selectTransport = (type: MessageType): SQL => selectSender(type);

/** The transport of messages; null: there is none. @param sender the rows of `selectTransport` */
export async function findTransport(config: Config, sender: readonly Row[]): Promise<Transport | null> {
  // Messages of a local deployment stay on the machine.
  if (config.outbox) return { kind: "outbox", kv: config.kv };
  const provider = await toSender(config, sender);
  if (provider !== null) return { kind: "provider", ...provider };
  return config.webhook === null ? null : { kind: "webhook", ...config.webhook, project: config.projectId };
}

/**
 * Returns the transport of messages of a type.
 * @param sender the rows of `selectTransport`
 * @throws AppError `general_smtp_disabled`, `general_phone_disabled`
 */
export async function transportOf({ config }: Context, type: MessageType, sender: readonly Row[]): Promise<Transport> {
  const transport = await findTransport(config, sender);
  if (transport === null) throw new AppError(type === "email" ? "general_smtp_disabled" : "general_phone_disabled");
  return transport;
}

/** A sealed message that is not in the database yet. */
export interface PendingMessage {
  /** Adds it, to the user that `self` picks, if any. It is sent after the commit. */
  readonly enqueue: (batch: Batch, self: Where<"users">) => void;
  /**
   * Enqueues it for an address and writes one row in any case. It is sent after the commit, if `isSent` holds.
   * Otherwise its deadline has passed: the cron gives it up, and the next sweep removes it.
   * @param holder the `seq` of the user who has the address; NULL: no user has it
   */
  readonly enqueueTo: (batch: Batch, holder: SQL, isSent: SQL) => void;
}

/**
 * Prepares a message.
 * @param message with its template
 * @param deadline the time at which its code or link ends, in milliseconds since the Unix epoch
 */
export async function prepareMessage(
  { config, db, now }: Context,
  transport: Transport,
  message: Message & { readonly template: string },
  deadline: number,
): Promise<PendingMessage> {
  const outgoing: Outgoing = { ...message, id: generateId(now) };
  const { id, template, type } = outgoing;
  const content = await seal(config.secretKeys, sealedContext(messageContent, id), JSON.stringify(message));
  const row = {
    id,
    createdAt: now,
    updatedAt: now,
    type,
    template,
    status: "processing",
    content,
    tries: 1,
    nextAt: leaseEnd(now),
  } as const;
  return {
    enqueue(batch, self) {
      const enqueued = batch.add(
        insertFrom(
          messages,
          { ...row, userSeq: users.seq, deadline, expire: now + keptFor },
          sql`FROM ${users} WHERE ${self}`,
        ).returning({ id: messages.id }),
      );
      batch.afterCommit(() => enqueued.row && sendFirst(db, transport, outgoing, deadline));
    },
    enqueueTo(batch, holder, isSent) {
      const end = (sentUntil: number): SQL => sql`CASE WHEN ${isSent} THEN ${sentUntil} ELSE ${now} END`;
      const enqueued = batch.add(
        build
          .insert(messages)
          .values({
            ...row,
            userSeq: holder,
            deadline: end(deadline),
            error: sql`CASE WHEN ${isSent} THEN NULL ELSE ${withheld} END`,
            expire: end(now + keptFor),
          })
          .returning(queued.returning),
      );
      batch.afterCommit(() => {
        const isDue = enqueued.row !== undefined && queued.read(enqueued.row).deadline > now;
        return isDue ? sendFirst(db, transport, outgoing, deadline) : undefined;
      });
    },
  };
}

const queued = reader({ deadline: integer(messages.deadline) });

/** The first try. */
async function sendFirst(db: Database, transport: Transport, outgoing: Outgoing, deadline: number): Promise<void> {
  const { id, template } = outgoing;
  await settle(db, { id, template, tries: 1, deadline }, await send(transport, outgoing));
}

/**
 * The state of deliveries: the row of a webhook has the cursor of delivered events. A run takes a lease, reads events, and
 * writes the outcome in one statement that the lease guards.
 */
import { build, sql, type Statement, where } from "../../lib/sql/index.ts";
import type { Database } from "../../storage/database.ts";
import { integer, json, reader, type RowOf, text } from "../../storage/reader.ts";
import { isRecord, isTexts } from "../../storage/row.ts";
import { logs, webhooks } from "../../storage/schema/index.ts";
import { webhookPassword, webhookPreviousSecret, webhookSecret } from "../../storage/sealed.ts";
import { noteJobEvent } from "../audit/index.ts";
import type { Config } from "../context/index.ts";
import { openFor } from "./store.ts";

/** An event that waits for a retry, or for an earlier event of the same subject. */
export interface Pending {
  readonly seq: number;
  readonly subject: string;
  /** The number of failed tries. */
  readonly tries: number;
  /** Milliseconds since the Unix epoch. */
  readonly nextAt: number;
  /** Later events of the subject, up to the cursor, wait too: they are read from the log once this one is due. */
  readonly hasMore?: boolean;
}

/**
 * When the first pending event is due, in milliseconds since the Unix epoch; null: none waits. Only the first event of a
 * subject can be due.
 */
export function firstDue(pending: readonly Pending[]): number | null {
  const first = new Map<string, number>();
  for (const { nextAt, subject } of pending) if (!first.has(subject)) first.set(subject, nextAt);
  return first.size === 0 ? null : Math.min(...first.values());
}

const isPending = (value: unknown): value is readonly Pending[] =>
  Array.isArray(value) &&
  value.every(
    (each) =>
      isRecord(each) &&
      typeof each["seq"] === "number" &&
      typeof each["subject"] === "string" &&
      typeof each["tries"] === "number" &&
      typeof each["nextAt"] === "number" &&
      /^(?:undefined|boolean)$/.test(typeof each["hasMore"]),
  );

const taken = reader({
  seq: integer(webhooks.seq),
  id: text(webhooks.id),
  name: text(webhooks.name),
  url: text(webhooks.url),
  events: json(isTexts, webhooks.events),
  authUsername: text(webhooks.authUsername),
  authPassword: text(webhooks.authPassword),
  secret: text(sql`${webhooks.secret}`),
  previousSecret: text(webhooks.previousSecret),
  previousUntil: integer(webhooks.previousUntil),
  cursor: integer(webhooks.cursor),
  pending: json(isPending, webhooks.pending),
  nextAt: integer(webhooks.nextAt),
  attempts: integer(webhooks.attempts),
  failingSince: integer(webhooks.failingSince),
  dropped: integer(webhooks.dropped),
});

/** A webhook that this run delivers for. */
export type Taken = RowOf<typeof taken>;

/** Longer than any wait, and than any lease, in milliseconds: a later instant was written by a wrong clock. */
const [horizon, leaseHorizon] = [2 * 86_400_000, 2 * 60_000];

const present = reader({ enabled: integer() });

/**
 * Takes the webhooks that have something to deliver, for as long as a run lasts.
 * @param lease names the run
 * @returns the taken webhooks, and whether there is any enabled webhook
 */
export async function takeWebhooks(
  db: Database,
  now: number,
  lease: string,
  leaseMs: number,
): Promise<{ readonly taken: readonly Taken[]; readonly isAnyEnabled: boolean }> {
  const isDue = (column: typeof webhooks.nextAt | typeof webhooks.pendingAt) =>
    sql`(${column} <= ${now} OR ${column} > ${now + horizon})`;
  const batch = db.batch();
  const leased = batch.add(
    build
      .update(webhooks)
      .set({ lease, leaseEnd: now + leaseMs })
      .where(
        where(
          webhooks,
        )`${webhooks.enabled} = 1 AND (${webhooks.leaseEnd} <= ${now} OR ${webhooks.leaseEnd} > ${now + leaseHorizon})
          AND (${isDue(webhooks.nextAt)} AND ${webhooks.cursor} < (SELECT max(${logs.seq}) FROM ${logs})
            OR ${isDue(webhooks.pendingAt)})`,
      )
      .returning(taken.returning),
  );
  const any = batch.add(sql`SELECT EXISTS (SELECT 1 FROM ${webhooks} WHERE ${webhooks.enabled} = 1) AS "enabled"`);
  await batch.run();
  const { enabled } = present.read(any.row ?? { enabled: 1 });
  return { taken: leased.rows.map(taken.read), isAnyEnabled: enabled === 1 };
}

/** The state of a webhook after a round. */
export interface Outcome {
  readonly cursor: number;
  readonly pending: readonly Pending[];
  /** When rows behind the cursor are due. */
  readonly nextAt: number;
  readonly attempts: number;
  readonly failingSince: number | null;
  /** The last failure; null: unchanged. */
  readonly error: string | null;
  readonly dropped: number;
  /** Whether to disable the webhook: its endpoint is gone, or has been down for too long. */
  readonly disables: boolean;
}

const settled = reader({ leaseEnd: integer(webhooks.leaseEnd) });

/**
 * Writes the outcome of a round, unless another run has the lease by now.
 * @param isLast whether the run ends, and its lease with it
 * @returns whether the outcome was written, and whether the run continues: it has the lease, the webhook is enabled, and
 *   an event is due
 */
export async function settleWebhook(
  db: Database,
  { id, seq }: Taken,
  lease: string,
  { disables, error, pending, ...outcome }: Outcome,
  now: number,
  isLast: boolean,
): Promise<{ readonly isWritten: boolean; readonly goesOn: boolean }> {
  const self = where(webhooks)`${webhooks.seq} = ${seq} AND ${webhooks.lease} = ${lease}`;
  const pendingAt = firstDue(pending);
  const isPendingDue = pendingAt !== null && pendingAt <= now;
  const isDone = sql`${isLast || disables || outcome.nextAt > now} OR ${webhooks.enabled} = 0
    OR (${!isPendingDue} AND ${outcome.cursor} >= (SELECT max(${logs.seq}) FROM ${logs}))`;
  const batch = db.batch();
  // A lost outcome would deliver the events again.
  batch.repeatable();
  // Written ahead of the update that it logs, so that a repeated batch finds the webhook disabled.
  const isEnabled = where(webhooks)`${self} AND ${webhooks.enabled} = 1`;
  if (disables) batch.add(noteJobEvent(now, "webhook.update", `webhook/${id}`, "deliverEvents", isEnabled));
  const updated = batch.add(
    build
      .update(webhooks)
      .set({
        ...outcome,
        ...(error !== null && { error }),
        ...(disables && { enabled: false, updatedAt: now }),
        pending: JSON.stringify(pending),
        pendingAt,
        leaseEnd: sql`CASE WHEN ${isDone} THEN 0 ELSE ${webhooks.leaseEnd} END`,
      })
      .where(self)
      .returning(settled.returning),
  );
  await batch.run();
  const isWritten = updated.row !== undefined;
  return { isWritten, goesOn: isWritten && settled.read(updated.row).leaseEnd > 0 };
}

/** The secrets that sign a delivery and authenticate it. */
export interface Credentials {
  /** The current secret, and the previous one while it also signs. */
  readonly secrets: readonly [string, ...string[]];
  /** The value of the header Authorization; null: none. */
  readonly authorization: string | null;
}

/** @throws Error if they cannot be opened */
export async function openCredentials(
  config: Pick<Config, "secretKeys">,
  { authPassword, authUsername, id, previousSecret, previousUntil, secret }: Taken,
  now: number,
): Promise<Credentials> {
  const password = authPassword === null ? "" : await openFor(config, webhookPassword, id, authPassword);
  const previous =
    previousSecret === null || previousUntil === null || previousUntil < now
      ? []
      : [await openFor(config, webhookPreviousSecret, id, previousSecret)];
  const isNamed = authUsername !== "" || password !== "";
  const pair = new TextEncoder().encode(`${authUsername}:${password}`);
  return {
    secrets: [await openFor(config, webhookSecret, id, secret), ...previous],
    authorization: isNamed ? `Basic ${btoa(String.fromCodePoint(...pair))}` : null,
  };
}

/** Reads a webhook in the form that a run uses, for a test of its endpoint. */
export async function findTaken(db: Database, id: string): Promise<Taken | null> {
  const statement: Statement = sql`SELECT ${taken.columns} FROM ${webhooks}
    WHERE lower(${webhooks.id}) = ${id.toLowerCase()} AND ${webhooks.id} = ${id}`;
  const { row } = await db.run(statement);
  return row === undefined ? null : taken.read(row);
}

/** Creates, changes, shows and replays webhooks for their owner. delivery.ts has the deliveries. */
import { randomBytes } from "node:crypto";
import { AppError } from "../../errors/app-error.ts";
import { open, seal } from "../../lib/crypto/box.ts";
import { secretText } from "../../lib/delivery/sign.ts";
import type { ListPlan } from "../../lib/queries/index.ts";
import { build, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { DeliveriesRow, WebhookRow } from "../../models/webhook.ts";
import { boolean, integer, json, orNull, reader, text } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { logs, webhooks } from "../../storage/schema/index.ts";
import {
  sealedContext,
  type SealedColumn,
  webhookPassword,
  webhookPreviousSecret,
  webhookSecret,
} from "../../storage/sealed.ts";
import { appendLog } from "../audit/index.ts";
import type { Config, Context } from "../context/index.ts";
import { readPage } from "../lists/index.ts";
import { noteWebhook } from "./presence.ts";

/** Random bytes of a secret. */
const secretBytes = 32;

/** How long the previous secret also signs after a rotation, in milliseconds. */
const overlap = 86_400_000;

const webhook = reader({
  id: text(webhooks.id),
  createdAt: integer(webhooks.createdAt),
  updatedAt: integer(webhooks.updatedAt),
  name: text(webhooks.name),
  url: text(webhooks.url),
  events: json(isTexts, webhooks.events),
  authUsername: text(webhooks.authUsername),
  enabled: boolean(webhooks.enabled),
  error: text(webhooks.error),
  attempts: integer(webhooks.attempts),
});

const toWebhookRow = (row: Row): WebhookRow => ({ ...webhook.read(row), secret: "" });

const isWebhook = (id: string): Where<"webhooks"> =>
  where(webhooks)`lower(${webhooks.id}) = ${id.toLowerCase()} AND ${webhooks.id} = ${id}`;

const selectWebhook = (self: Where<"webhooks">): SQL => sql`SELECT ${webhook.columns} FROM ${webhooks} WHERE ${self}`;

/** The number of the last row of the log. */
export const lastSeq = sql`coalesce((SELECT max(${logs.seq}) FROM ${logs}), 0)`;

/** The settable fields of a webhook. */
export interface WebhookInput {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly authUsername: string;
  /** "": none. */
  readonly authPassword: string;
}

const sealFor = ({ secretKeys }: Config, column: SealedColumn, id: string, plain: string): Promise<string> =>
  seal(secretKeys, sealedContext(column, id), plain);

/** The columns that an owner sets. */
const columnsOf = async (config: Config, id: string, { authPassword, events, ...input }: WebhookInput) => ({
  ...input,
  events: JSON.stringify(events),
  authPassword: authPassword === "" ? null : await sealFor(config, webhookPassword, id, authPassword),
});

/** Columns of a webhook whose endpoint is not failing. */
export const well = { attempts: 0, failingSince: null, error: "", nextAt: 0 } as const;

/**
 * Creates a webhook, which receives events from now on.
 * @param secret chosen by the owner; null: a random one
 * @throws AppError `webhook_already_exists`
 */
export async function insertWebhook(
  context: Context,
  { id, secret: own, ...input }: WebhookInput & { readonly id: string; readonly secret: string | null },
): Promise<WebhookRow> {
  const { config, db, now } = context;
  const secret = own ?? secretText(randomBytes(secretBytes));
  const batch = db.batch();
  batch.add(
    build.insert(webhooks).values({
      id,
      createdAt: now,
      updatedAt: now,
      ...(await columnsOf(config, id, input)),
      secret: await sealFor(config, webhookSecret, id, secret),
      cursor: lastSeq,
      pending: "[]",
      lease: "",
      leaseEnd: 0,
      dropped: 0,
      ...well,
    }),
  );
  batch.add(appendLog(context, "webhook.create", "webhook", isWebhook(id)));
  const created = batch.add(selectWebhook(isWebhook(id)));
  batch.refuse({ webhooks_id: "webhook_already_exists" });
  await batch.run();
  noteWebhook(config.db);
  return { ...toWebhookRow(created.row ?? {}), secret };
}

/** @throws AppError `webhook_not_found` */
export async function getWebhook({ db }: Context, id: string): Promise<WebhookRow> {
  const { row } = await db.run(selectWebhook(isWebhook(id)));
  if (row === undefined) throw new AppError("webhook_not_found");
  return toWebhookRow(row);
}

/**
 * Reads a page of webhooks and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`
 */
export const listWebhooks = ({ db }: Context, plan: ListPlan): Promise<Page<WebhookRow>> =>
  readPage(db, plan, { table: webhooks, sequence: webhooks.seq, columns: webhook.columns, toItem: toWebhookRow });

/** Changes a webhook, and logs the change. @throws AppError `webhook_not_found` */
export async function change(
  context: Context,
  id: string,
  set: Parameters<ReturnType<typeof build.update<typeof webhooks>>["set"]>[0],
): Promise<WebhookRow> {
  const self = isWebhook(id);
  const batch = context.db.batch();
  batch.add(
    build
      .update(webhooks)
      .set({ ...set, updatedAt: context.now })
      .where(self),
  );
  batch.add(appendLog(context, "webhook.update", "webhook", self));
  const changed = batch.add(selectWebhook(self));
  await batch.run();
  noteWebhook(context.config.db);
  if (changed.row === undefined) throw new AppError("webhook_not_found");
  return toWebhookRow(changed.row);
}

/**
 * Changes a webhook. Its endpoint and pending retries are tried at once. A run that still posts to the old address loses
 * its lease, because its outcome is about that address.
 * @throws AppError `webhook_not_found`
 */
export const updateWebhook = async (context: Context, id: string, input: WebhookInput): Promise<WebhookRow> =>
  change(context, id, {
    ...(await columnsOf(context.config, id, input)),
    ...well,
    pending: sql`(SELECT coalesce(json_group_array(json_set(value, '$.nextAt', 0)), '[]') FROM json_each(${webhooks.pending}))`,
    pendingAt: sql`CASE WHEN ${webhooks.pending} <> '[]' THEN 0 END`,
    lease: sql`CASE WHEN ${webhooks.url} = ${input.url} THEN ${webhooks.lease} ELSE '' END`,
    leaseEnd: sql`CASE WHEN ${webhooks.url} = ${input.url} THEN ${webhooks.leaseEnd} ELSE 0 END`,
  });

const sealedSecret = reader({ secret: text(sql`${webhooks.secret}`) });

/**
 * Rotates the secret of a webhook. The previous secret also signs for a day.
 * @param own chosen by the owner; null: a random secret
 * @throws AppError `webhook_not_found`
 */
export async function rotateSecret(context: Context, id: string, own: string | null): Promise<WebhookRow> {
  const { config, db, now } = context;
  const { row } = await db.run(sql`SELECT ${sealedSecret.columns} FROM ${webhooks} WHERE ${isWebhook(id)}`);
  if (row === undefined) throw new AppError("webhook_not_found");
  // The old secret is dropped if it cannot be opened.
  const before = await open(config.secretKeys, sealedContext(webhookSecret, id), sealedSecret.read(row).secret);
  const secret = own ?? secretText(randomBytes(secretBytes));
  const changed = await change(context, id, {
    secret: await sealFor(config, webhookSecret, id, secret),
    previousSecret: before.ok ? await sealFor(config, webhookPreviousSecret, id, before.value) : null,
    previousUntil: before.ok ? now + overlap : null,
  });
  return { ...changed, secret };
}

/** @throws Error if the text cannot be opened */
export async function openFor(
  { secretKeys }: Pick<Config, "secretKeys">,
  column: SealedColumn,
  id: string,
  sealed: string,
): Promise<string> {
  const opened = await open(secretKeys, sealedContext(column, id), sealed);
  if (!opened.ok) throw new Error(`${column.table}.${column.column} of ${id} cannot be opened: ${opened.error}.`);
  return opened.value;
}

/** @throws AppError `webhook_not_found` */
export async function deleteWebhook(context: Context, id: string): Promise<void> {
  const self = isWebhook(id);
  const batch = context.db.batch();
  batch.add(appendLog(context, "webhook.delete", "webhook", self));
  const deleted = batch.add(build.delete(webhooks).where(self).returning({ id: webhooks.id }));
  await batch.run();
  if (deleted.row === undefined) throw new AppError("webhook_not_found");
}

const deliveries = reader({
  enabled: boolean(webhooks.enabled),
  cursor: integer(webhooks.cursor),
  dropped: integer(webhooks.dropped),
  attempts: integer(webhooks.attempts),
  error: text(webhooks.error),
  nextAt: integer(webhooks.nextAt),
  pendingAt: integer(webhooks.pendingAt),
  failingSince: orNull(integer(webhooks.failingSince)),
  lag: integer(sql`${lastSeq} - ${webhooks.cursor}`),
  pending: integer(sql`json_array_length(${webhooks.pending})`),
});

/** @throws AppError `webhook_not_found` */
export async function getDeliveries({ db, now }: Context, id: string): Promise<DeliveriesRow> {
  const { row } = await db.run(sql`SELECT ${deliveries.columns} FROM ${webhooks} WHERE ${isWebhook(id)}`);
  if (row === undefined) throw new AppError("webhook_not_found");
  const { nextAt, pendingAt, ...read } = deliveries.read(row);
  const due = [...(read.lag > 0 ? [nextAt] : []), ...(pendingAt === null ? [] : [pendingAt])];
  return { ...read, nextAt: due.length === 0 ? null : Math.max(now, Math.min(...due)) };
}

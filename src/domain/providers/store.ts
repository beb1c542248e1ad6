/**
 * Messaging providers. Their credentials are sealed as one text (lib/crypto/box.ts). Each change seals them again, which
 * gives a different text, so an unchanged text shows that no concurrent change has happened.
 */
import { AppError } from "../../errors/app-error.ts";
import { open, seal } from "../../lib/crypto/box.ts";
import type { Settings } from "../../lib/delivery/adapter.ts";
import type { MessagingProvider } from "../../lib/delivery/provider.ts";
import { findMessagingProvider, senderNames } from "../../lib/delivery/providers/index.ts";
import { fold, type ListPlan } from "../../lib/queries/index.ts";
import { build, inArray, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { ProviderRow } from "../../models/provider.ts";
import { boolean, integer, json, parseJson, reader, text } from "../../storage/reader.ts";
import { isRecord, type Row } from "../../storage/row.ts";
import { providers } from "../../storage/schema/index.ts";
import { providerCredentials, sealedContext } from "../../storage/sealed.ts";
import { appendLog } from "../audit/index.ts";
import type { Config, Context } from "../context/index.ts";
import { readPage } from "../lists/index.ts";
import { addWords, removeWords, wordsOfName, wordsOfProvider } from "../search/index.ts";

const stored = reader({
  id: text(providers.id),
  createdAt: integer(providers.createdAt),
  updatedAt: integer(providers.updatedAt),
  name: text(providers.name),
  provider: text(providers.provider),
  type: text(providers.type),
  enabled: boolean(providers.enabled),
  options: json(isRecord, providers.options),
});

/** The names of a provider's credentials, each with "": their values are never shown. */
function hiddenCredentials(provider: string): Readonly<Record<string, "">> {
  const { fields = {} } = findMessagingProvider(provider) ?? {};
  const names = Object.keys(fields).filter((name) => fields[name]?.part === "credentials");
  return Object.fromEntries(names.map((name) => [name, ""]));
}

const secret = reader({ credentials: text(providers.credentials) });

/** A row of `stored`, read. The values of the credentials stay hidden. */
function toProviderRow(row: Row): ProviderRow {
  const provider = stored.read(row);
  return { ...provider, credentials: hiddenCredentials(provider.provider) };
}

/** The provider of an id. */
export const isProvider = (providerId: string): Where<"providers"> =>
  where(providers)`lower(${providers.id}) = ${providerId.toLowerCase()} AND ${providers.id} = ${providerId}`;

const selectProvider = (self: Where<"providers">): SQL => sql`SELECT ${stored.columns} FROM ${providers} WHERE ${self}`;

const sealCredentials = ({ secretKeys }: Config, providerId: string, { credentials }: Settings): Promise<string> =>
  seal(secretKeys, sealedContext(providerCredentials, providerId), JSON.stringify(credentials));

/** @throws Error if they were sealed with a secret that is no longer configured, or for another provider */
async function openCredentials({ secretKeys }: Config, providerId: string, sealed: string): Promise<Row> {
  const opened = await open(secretKeys, sealedContext(providerCredentials, providerId), sealed);
  if (!opened.ok) throw new Error(`The credentials of the provider ${providerId} cannot be opened: ${opened.error}.`);
  return parseJson(opened.value, "credentials", isRecord);
}

/** @throws AppError `provider_not_found` */
export async function getProvider({ db }: Context, providerId: string): Promise<ProviderRow> {
  const { row } = await db.run(selectProvider(isProvider(providerId)));
  if (row === undefined) throw new AppError("provider_not_found");
  return toProviderRow(row);
}

/**
 * Reads a page of providers and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listProviders = ({ db }: Context, plan: ListPlan): Promise<Page<ProviderRow>> =>
  readPage(db, plan, { table: providers, sequence: providers.seq, columns: stored.columns, toItem: toProviderRow });

/** The settable fields of a provider. */
export interface ProviderInput extends Settings {
  readonly name: string;
  readonly enabled: boolean;
}

/** @throws AppError `provider_already_exists` */
export async function insertProvider(
  context: Context,
  { name: provider, type }: MessagingProvider,
  { id, name, enabled, ...settings }: ProviderInput & { readonly id: string },
): Promise<ProviderRow> {
  const { config, db, now } = context;
  const self = isProvider(id);
  const row = { id, createdAt: now, updatedAt: now, name, provider, type, enabled };
  const batch = db.batch();
  batch.add(
    build.insert(providers).values({
      ...row,
      nameFolded: fold(name),
      credentials: await sealCredentials(config, id, settings),
      options: JSON.stringify(settings.options),
      words: JSON.stringify(wordsOfProvider(row)),
    }),
  );
  batch.add(addWords("provider", self));
  batch.add(appendLog(context, "provider.create", "provider", self));
  batch.refuse({ providers_id: "provider_already_exists" });
  await batch.run();
  return { ...row, credentials: hiddenCredentials(provider), options: settings.options };
}

/**
 * Changes a provider.
 * @param change gives the new settings for the current ones; called again after a concurrent change
 * @throws AppError `provider_not_found`, and every error of `change`
 */
export async function changeProvider(
  context: Context,
  providerId: string,
  change: (before: ProviderRow, settings: Settings) => ProviderInput,
): Promise<ProviderRow> {
  const { config, db, now } = context;
  const self = isProvider(providerId);
  const { row } = await db.run(sql`SELECT ${stored.columns}, ${secret.columns} FROM ${providers} WHERE ${self}`);
  if (row === undefined) throw new AppError("provider_not_found");
  const before = toProviderRow(row);
  const sealed = secret.read(row).credentials;
  const { options } = before;
  const after = change(before, { credentials: await openCredentials(config, providerId, sealed), options });
  const { enabled, name } = after;

  const resealed = await sealCredentials(config, providerId, after);
  const wasRead = where(providers)`${self} AND ${providers.credentials} = ${sealed}`;
  const isChanged = where(providers)`${self} AND ${providers.credentials} = ${resealed}`;
  const batch = db.batch();
  if (name !== before.name) batch.addAll(removeWords("provider", wasRead, wordsOfName(name)));
  batch.add(
    build
      .update(providers)
      .set({
        name,
        nameFolded: fold(name),
        enabled,
        credentials: resealed,
        options: JSON.stringify(after.options),
        words: JSON.stringify(wordsOfProvider({ ...before, name })),
        updatedAt: now,
      })
      .where(wasRead),
  );
  if (name !== before.name) batch.add(addWords("provider", isChanged));
  batch.add(appendLog(context, "provider.update", "provider", isChanged));
  const changed = batch.add(selectProvider(isChanged));
  await batch.run();
  return changed.row === undefined ? await changeProvider(context, providerId, change) : toProviderRow(changed.row);
}

/** The sender of messages: a provider with its configuration. */
export interface Sender extends Settings {
  readonly provider: string;
}

const sending = reader({
  id: text(providers.id),
  provider: text(providers.provider),
  credentials: text(providers.credentials),
  options: json(isRecord, providers.options),
});

/** A query for the sender of messages of a type: the first enabled provider that this service supports. */
export const selectSender = (type: "email" | "sms"): SQL =>
  sql`SELECT ${sending.columns}
    FROM ${providers} WHERE ${providers.type} = ${type} AND ${providers.enabled} = 1
      AND ${inArray(providers.provider, senderNames)} ORDER BY ${providers.seq} LIMIT 1`;

/** Reads the row of `selectSender`; null: there is no sender. */
export async function toSender(config: Config, [row]: readonly Row[]): Promise<Sender | null> {
  if (row === undefined) return null;
  const { credentials, id, options, provider } = sending.read(row);
  return { provider, credentials: await openCredentials(config, id, credentials), options };
}

/**
 * Deletes a provider. Its targets have no provider afterwards (domain/targets/columns.ts).
 * @throws AppError `provider_not_found`
 */
export async function deleteProvider(context: Context, providerId: string): Promise<void> {
  const { db } = context;
  const self = isProvider(providerId);
  const batch = db.batch();
  batch.addAll(removeWords("provider", self));
  batch.add(appendLog(context, "provider.delete", "provider", self));
  const deleted = batch.add(build.delete(providers).where(self).returning({ id: providers.id }));
  await batch.run();
  if (deleted.row === undefined) throw new AppError("provider_not_found");
}

/**
 * Messaging providers. Their credentials are sealed as one text, and only a change of them opens it (lib/crypto/box.ts). Every
 * change seals anew, which gives another text each time: the one that was read is how a change knows that it is the next.
 */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import { open, seal } from "../../lib/crypto/box.ts";
import { senderNames } from "../../lib/delivery/adapters/index.ts";
import { fold, type ListPlan } from "../../lib/queries/index.ts";
import type { Page } from "../../models/model.ts";
import type { ProviderRow } from "../../models/provider.ts";
import { build, render } from "../../storage/db.ts";
import { boolean, integer, isRecord, json, type Row, text } from "../../storage/row.ts";
import { providers } from "../../storage/schema/index.ts";
import { providerCredentials, sealedContext } from "../../storage/sealed.ts";
import { appendLog } from "../audit/index.ts";
import type { Config, Context } from "../context/index.ts";
import { readPage } from "../lists/index.ts";
import { addWords, removeWords } from "../search/index.ts";
import { hiddenCredentials, type ProviderKind, type Settings } from "./kinds.ts";
import { wordsOfName, wordsOfProvider } from "./words.ts";

const columns = render(
  sql`${providers.id} AS "id", ${providers.createdAt} AS "createdAt", ${providers.updatedAt} AS "updatedAt",
    ${providers.name} AS "name", ${providers.provider} AS "provider", ${providers.type} AS "type",
    ${providers.enabled} AS "enabled", ${providers.options} AS "options"`,
);

/** A row of `columns`, read; the credentials are not among them. */
function toProviderRow(row: Row): ProviderRow {
  const provider = text(row, "provider");
  return {
    id: text(row, "id"),
    createdAt: integer(row, "createdAt"),
    updatedAt: integer(row, "updatedAt"),
    name: text(row, "name"),
    provider,
    type: text(row, "type"),
    enabled: boolean(row, "enabled"),
    credentials: hiddenCredentials(provider),
    options: json(row, "options", isRecord),
  };
}

/** The provider of an id. */
export const isProvider = (providerId: string): SQL =>
  sql`lower(${providers.id}) = ${providerId.toLowerCase()} AND ${providers.id} = ${providerId}`;

const selectProvider = (self: SQL): SQL => sql`SELECT ${columns} FROM ${providers} WHERE ${self}`;

const sealCredentials = ({ secretKeys }: Config, providerId: string, { credentials }: Settings): Promise<string> =>
  seal(secretKeys, sealedContext(providerCredentials, providerId), JSON.stringify(credentials));

/** @throws Error where they were sealed with a secret that is no longer known, or for another provider */
async function openCredentials({ secretKeys }: Config, providerId: string, sealed: string): Promise<Row> {
  const opened = await open(secretKeys, sealedContext(providerCredentials, providerId), sealed);
  if (!opened.ok) throw new Error(`The credentials of the provider ${providerId} cannot be opened: ${opened.error}.`);
  return json({ credentials: opened.value }, "credentials", isRecord);
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
  readPage(db, plan, { table: providers, sequence: providers.seq, columns, toItem: toProviderRow });

/** What can be said of a provider. */
export interface ProviderInput extends Settings {
  readonly name: string;
  readonly enabled: boolean;
}

/** @throws AppError `provider_already_exists` */
export async function insertProvider(
  context: Context,
  { provider, type }: ProviderKind,
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
 * @param change gives what it shall be of what it is; called again where somebody else has changed it in between
 * @throws AppError `provider_not_found`, and what `change` throws
 */
export async function changeProvider(
  context: Context,
  providerId: string,
  change: (before: ProviderRow, settings: Settings) => ProviderInput,
): Promise<ProviderRow> {
  const { config, db, now } = context;
  const self = isProvider(providerId);
  const { row } = await db.run(
    sql`SELECT ${columns}, ${providers.credentials} AS "credentials" FROM ${providers} WHERE ${self}`,
  );
  if (row === undefined) throw new AppError("provider_not_found");
  const before = toProviderRow(row);
  const sealed = text(row, "credentials");
  const { options } = before;
  const after = change(before, { credentials: await openCredentials(config, providerId, sealed), options });
  const { enabled, name } = after;

  const resealed = await sealCredentials(config, providerId, after);
  const wasRead = sql`${self} AND ${providers.credentials} = ${sealed}`;
  const isChanged = sql`${self} AND ${providers.credentials} = ${resealed}`;
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

/** What sends: a provider with what it was configured with. */
export interface Sender extends Settings {
  readonly provider: string;
}

/** A query for the provider that sends messages of a type: of those that we can send through, the first that is enabled. */
export const selectSender = (type: "email" | "sms"): SQL =>
  sql`SELECT ${providers.id} AS "id", ${providers.provider} AS "provider", ${providers.credentials} AS "credentials",
      ${providers.options} AS "options"
    FROM ${providers} WHERE ${providers.type} = ${type} AND ${providers.enabled} = 1
      AND ${providers.provider} IN ${senderNames} ORDER BY ${providers.seq} LIMIT 1`;

/** What `selectSender` has read; null: nobody. */
export async function toSender(config: Config, [row]: readonly Row[]): Promise<Sender | null> {
  if (row === undefined) return null;
  return {
    provider: text(row, "provider"),
    credentials: await openCredentials(config, text(row, "id"), text(row, "credentials")),
    options: json(row, "options", isRecord),
  };
}

/**
 * Deletes a provider. The targets that it served name none from then on (domain/targets/columns.ts).
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

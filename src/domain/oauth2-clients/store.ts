/**
 * The project's settings of OAuth2 providers. Secret fields are sealed as one text (lib/crypto/box.ts). Each change seals
 * them again, which gives a different text, so an unchanged text shows that no concurrent change has happened.
 */
import { AppError } from "../../errors/app-error.ts";
import { open, seal } from "../../lib/crypto/box.ts";
import { resolveClient } from "../../lib/oauth2/client.ts";
import type { Client, OAuth2Provider, Settings, SettingValue } from "../../lib/oauth2/provider.ts";
import { build, eq, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { boolean, json, parseJson, reader, text } from "../../storage/reader.ts";
import { isRecord, type Row } from "../../storage/row.ts";
import { oauth2Providers } from "../../storage/schema/index.ts";
import { oauth2Secrets, sealedContext } from "../../storage/sealed.ts";
import { appendLog } from "../audit/index.ts";
import type { Config, Context } from "../context/index.ts";
import { given, web } from "./web.ts";

/** A provider with the project's settings. */
export interface OAuth2ProviderRow {
  readonly id: string;
  readonly enabled: boolean;
  readonly settings: Settings;
}

/** The settings of a provider that was never configured. */
const unset = ({ fields }: OAuth2Provider): Settings =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.unset]));

const isSettingValue = (value: unknown): value is SettingValue =>
  value === null ||
  typeof value === "string" ||
  typeof value === "number" ||
  (Array.isArray(value) && value.every((element) => typeof element === "string"));

const isSettings = (value: unknown): value is Settings => isRecord(value) && Object.values(value).every(isSettingValue);

const stored = reader({
  id: text(oauth2Providers.id),
  enabled: boolean(oauth2Providers.enabled),
  settings: json(isSettings, oauth2Providers.settings),
});

const secret = reader({ secrets: text(oauth2Providers.secrets) });

/** A provider with the settings of its row, without secrets; undefined: the provider has no row. */
function toProviderRow(provider: OAuth2Provider, row: Row | undefined): OAuth2ProviderRow {
  const { id } = provider;
  if (row === undefined) return { id, enabled: false, settings: unset(provider) };
  const { enabled, settings } = stored.read(row);
  return { id, enabled, settings: { ...unset(provider), ...settings } };
}

const isProvider = ({ id }: OAuth2Provider): Where<"oauth2_providers"> =>
  where(oauth2Providers)`${oauth2Providers.id} = ${id}`;

/** The settings of the secret fields, or of the others. */
const part = ({ fields }: OAuth2Provider, settings: Settings, isSecret: boolean): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => fields[name]?.secret === isSecret));

/** @throws Error if they were sealed with a secret that is no longer configured */
async function openSecrets({ secretKeys }: Config, id: string, sealed: string): Promise<Settings> {
  const context = sealedContext(oauth2Secrets, id);
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return parseJson(opened.value, "secrets", isSettings);
}

/** A query for the settings that a sign-in with a provider needs, with the sealed secrets. */
export const selectProvider = (provider: OAuth2Provider): SQL =>
  sql`SELECT ${stored.columns}, ${secret.columns} FROM ${oauth2Providers} WHERE ${isProvider(provider)}`;

/**
 * Returns the client of the provider, with the project's settings.
 * @param rows the rows of `selectProvider`
 * @throws AppError `project_provider_disabled`; `user_oauth2_provider_failure` if its endpoints cannot be discovered
 */
export async function clientOf(context: Context, provider: OAuth2Provider, [row]: readonly Row[]): Promise<Client> {
  const { config, now } = context;
  const { enabled, id, settings } = toProviderRow(provider, row);
  if (row === undefined || !enabled) throw new AppError("project_provider_disabled");
  const secrets = await openSecrets(config, id, secret.read(row).secrets);
  return given(
    context,
    provider,
    "configuration",
    await resolveClient(web, provider, { ...settings, ...secrets }, now),
  );
}

/** Reads the project's settings of each of these providers. */
export async function listProviders(
  { db }: Context,
  providers: readonly OAuth2Provider[],
): Promise<readonly OAuth2ProviderRow[]> {
  const { rows } = await db.run(sql`SELECT ${stored.columns} FROM ${oauth2Providers}`);
  return providers.map((provider) =>
    toProviderRow(
      provider,
      rows.find(({ id }) => id === provider.id),
    ),
  );
}

/** Reads the project's settings of a provider. */
export async function getProvider({ db }: Context, provider: OAuth2Provider): Promise<OAuth2ProviderRow> {
  const { row } = await db.run(sql`SELECT ${stored.columns} FROM ${oauth2Providers} WHERE ${isProvider(provider)}`);
  return toProviderRow(provider, row);
}

/**
 * Changes the project's settings of a provider.
 * @param change gives the new settings for the current ones; called again after a concurrent change
 * @throws every error of `change`
 */
export async function changeProvider(
  context: Context,
  provider: OAuth2Provider,
  change: (before: Settings) => Omit<OAuth2ProviderRow, "id">,
): Promise<OAuth2ProviderRow> {
  const { config, db, now } = context;
  const { id } = provider;
  const self = isProvider(provider);
  const { row } = await db.run(selectProvider(provider));
  const sealed = row === undefined ? null : secret.read(row).secrets;
  const { settings: shown } = toProviderRow(provider, row);
  const { enabled, settings } = change({
    ...shown,
    ...(sealed !== null && (await openSecrets(config, id, sealed))),
  });

  const resealed = await seal(
    config.secretKeys,
    sealedContext(oauth2Secrets, id),
    JSON.stringify(part(provider, settings, true)),
  );
  const set = {
    updatedAt: now,
    enabled,
    settings: JSON.stringify(part(provider, settings, false)),
    secrets: resealed,
  };
  const isChanged = where(oauth2Providers)`${self} AND ${oauth2Providers.secrets} = ${resealed}`;
  const batch = db.batch();
  batch.add(
    build
      .insert(oauth2Providers)
      .values({ id, ...set })
      // If the read found no row, "" matches no sealed text, so the row of a concurrent request is not replaced.
      .onConflictDoUpdate({ target: oauth2Providers.id, set, setWhere: eq(oauth2Providers.secrets, sealed ?? "") }),
  );
  batch.add(appendLog(context, `project.oauth2.${id}.update`, "oauth2", isChanged));
  const changed = batch.add(sql`SELECT ${stored.columns} FROM ${oauth2Providers} WHERE ${isChanged}`);
  await batch.run();
  return changed.row === undefined
    ? await changeProvider(context, provider, change)
    : toProviderRow(provider, changed.row);
}

/**
 * The sealed columns of the database (lib/crypto/box.ts): every one, listed once. `npm run rekey` reseals them, so a
 * column that is missing here can no longer be opened once SECRET_KEY_PREVIOUS is removed.
 */
import { getTableName } from "drizzle-orm/table";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { columnName } from "../lib/sql/index.ts";
import {
  authenticators,
  challenges,
  identities,
  messages,
  oauth2Flows,
  oauth2Providers,
  providers,
  recoveryCodes,
  sessions,
  webhooks,
} from "./schema/index.ts";

/** A column by its names in the database. Its table has a primary key `seq`, and an `id` that distinguishes rows. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
}

const sealed = (column: SQLiteColumn): SealedColumn => ({
  table: getTableName(column.table),
  column: columnName(column),
});

export const authenticatorSecret = sealed(authenticators.secret);
export const recoveryCode = sealed(recoveryCodes.code);
export const challengeCode = sealed(challenges.code);
export const providerCredentials = sealed(providers.credentials);

export const messageContent = sealed(messages.content);
export const oauth2Secrets = sealed(oauth2Providers.secrets);
export const oauth2FlowContent = sealed(oauth2Flows.content);
export const identityAccessToken = sealed(identities.providerAccessToken);
export const identityRefreshToken = sealed(identities.providerRefreshToken);
export const sessionAccessToken = sealed(sessions.providerAccessToken);
export const sessionRefreshToken = sealed(sessions.providerRefreshToken);

export const webhookPassword = sealed(webhooks.authPassword);
export const webhookSecret = sealed(webhooks.secret);
export const webhookPreviousSecret = sealed(webhooks.previousSecret);

export const sealedColumns: readonly SealedColumn[] = [
  authenticatorSecret,
  recoveryCode,
  challengeCode,
  providerCredentials,
  messageContent,
  oauth2Secrets,
  oauth2FlowContent,
  identityAccessToken,
  identityRefreshToken,
  sessionAccessToken,
  sessionRefreshToken,
  webhookPassword,
  webhookSecret,
  webhookPreviousSecret,
];

/**
 * The context that a text is sealed for: it cannot be opened in another.
 * @param id of the row
 * @returns such as "authenticators.secret/42"
 */
export const sealedContext = ({ column, table }: SealedColumn, id: string): string => `${table}.${column}/${id}`;

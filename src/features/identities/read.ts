/** Reads identities. What a provider gave is sealed in the database, and opened for the rows that are shown alone. */
import { type SQL, sql } from "drizzle-orm";
import { open } from "../../crypto/box.ts";
import type { Config } from "../../http/config.ts";
import type { Context } from "../../http/context.ts";
import type { IdentityRow } from "../../models/identity.ts";
import type { Page } from "../../models/model.ts";
import type { ListRequest } from "../../queries/index.ts";
import { render } from "../../storage/db.ts";
import { integer, orNull, type Row, text } from "../../storage/row.ts";
import { identities } from "../../storage/schema/index.ts";
import { identityAccessToken, identityRefreshToken, type SealedColumn, sealedContext } from "../../storage/sealed.ts";
import { compile, readPage } from "../lists/store.ts";
import { identitiesResource, owner } from "./resource.ts";

const columns: SQL = render(sql`${identities.id} AS "id", ${identities.createdAt} AS "createdAt",
  ${identities.updatedAt} AS "updatedAt", ${identities.userId} AS "userId", ${identities.provider} AS "provider",
  ${identities.providerUid} AS "providerUid", ${identities.providerEmail} AS "providerEmail",
  ${identities.providerAccessToken} AS "providerAccessToken",
  ${identities.providerAccessTokenExpiry} AS "providerAccessTokenExpiry",
  ${identities.providerRefreshToken} AS "providerRefreshToken"`);

/** A row of `columns`, read; its tokens still sealed. */
const toIdentityRow = (row: Row): IdentityRow => ({
  id: text(row, "id"),
  createdAt: integer(row, "createdAt"),
  updatedAt: integer(row, "updatedAt"),
  userId: text(row, "userId"),
  provider: text(row, "provider"),
  providerUid: text(row, "providerUid"),
  providerEmail: orNull(text, row, "providerEmail"),
  providerAccessToken: orNull(text, row, "providerAccessToken"),
  providerAccessTokenExpiry: orNull(integer, row, "providerAccessTokenExpiry"),
  providerRefreshToken: orNull(text, row, "providerRefreshToken"),
});

/** @throws Error where it was sealed with a secret that is no longer known: it is lost, which the operator has to know */
async function unseal({ secretKeys }: Config, column: SealedColumn, id: string, sealed: string | null) {
  if (sealed === null) return null;
  const context = sealedContext(column, id);
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return opened.value;
}

const show = async (config: Config, row: IdentityRow): Promise<IdentityRow> => ({
  ...row,
  providerAccessToken: await unseal(config, identityAccessToken, row.id, row.providerAccessToken),
  providerRefreshToken: await unseal(config, identityRefreshToken, row.id, row.providerRefreshToken),
});

/**
 * Reads a page of identities and how many there are, in one batch.
 * @param ownerSeq `users.seq` of the user whose identities are listed; undefined: everybody's
 * @throws AppError `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`,
 *   `database_query_order_null`
 */
export async function listIdentities(
  { config, db }: Context,
  request: ListRequest,
  ownerSeq?: number,
): Promise<Page<IdentityRow>> {
  const part = ownerSeq === undefined ? {} : { part: { attribute: owner, value: sql`${ownerSeq}` } };
  const plan = compile(identitiesResource, { ...request, ...part });
  const source = { table: identities, sequence: identities.seq, columns, toItem: toIdentityRow };
  const { rows, total } = await readPage(db, plan, source);
  return { total, rows: await Promise.all(rows.map((row) => show(config, row))) };
}

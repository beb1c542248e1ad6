/** Reads identities. What a provider gave is sealed in the database, and opened for the rows that are shown alone. */
import { type SQL, sql } from "drizzle-orm";
import type { ListRequest } from "../../lib/queries/index.ts";
import type { IdentityRow } from "../../models/identity.ts";
import type { Page } from "../../models/model.ts";
import { render } from "../../storage/db.ts";
import { integer, orNull, type Row, text } from "../../storage/row.ts";
import { identities } from "../../storage/schema/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { compile, readPage } from "../lists/index.ts";
import { openTokens, seesTokens, toSealedTokens } from "../sessions/index.ts";
import { identityTokens } from "./provided.ts";
import { identitiesResource, owner } from "./resource.ts";

const columns: SQL = render(sql`${identities.id} AS "id", ${identities.createdAt} AS "createdAt",
  ${identities.updatedAt} AS "updatedAt", ${identities.userId} AS "userId", ${identities.provider} AS "provider",
  ${identities.providerUid} AS "providerUid", ${identities.providerEmail} AS "providerEmail",
  ${identities.providerAccessToken} AS "providerAccessToken",
  ${identities.providerAccessTokenExpiry} AS "providerAccessTokenExpiry",
  ${identities.providerRefreshToken} AS "providerRefreshToken"`);

interface StoredIdentity extends Omit<IdentityRow, "provided"> {
  readonly sealed: SealedTokens | null;
}

/** A row of `columns`, read. */
const toStoredIdentity = (row: Row): StoredIdentity => ({
  id: text(row, "id"),
  createdAt: integer(row, "createdAt"),
  updatedAt: integer(row, "updatedAt"),
  userId: text(row, "userId"),
  provider: text(row, "provider"),
  providerUid: text(row, "providerUid"),
  providerEmail: orNull(text, row, "providerEmail"),
  sealed: toSealedTokens(row),
});

/** An identity as it is shown to the caller. */
async function toIdentityRow(context: Context, { sealed, ...identity }: StoredIdentity): Promise<IdentityRow> {
  const isShown = sealed !== null && seesTokens(context, identity.userId);
  return {
    ...identity,
    provided: isShown ? await openTokens(context.config, identityTokens, identity.id, sealed) : null,
  };
}

/**
 * Reads a page of identities and how many there are, in one batch.
 * @param ownerSeq `users.seq` of the user whose identities are listed; undefined: everybody's
 * @throws AppError `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`,
 *   `database_query_order_null`
 */
export async function listIdentities(
  context: Context,
  request: ListRequest,
  ownerSeq?: number,
): Promise<Page<IdentityRow>> {
  const part = ownerSeq === undefined ? {} : { part: { attribute: owner, value: sql`${ownerSeq}` } };
  const plan = compile(identitiesResource, { ...request, ...part });
  const source = { table: identities, sequence: identities.seq, columns, toItem: toStoredIdentity };
  const { rows, total } = await readPage(context.db, plan, source);
  return { total, rows: await Promise.all(rows.map((row) => toIdentityRow(context, row))) };
}

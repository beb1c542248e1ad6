/** Reads identities. The provider's tokens are sealed in the database, and opened only for the rows that are shown. */
import type { ListRequest } from "../../lib/queries/index.ts";
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { IdentityRow } from "../../models/identity.ts";
import type { Page } from "../../models/model.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { identities } from "../../storage/schema/index.ts";
import type { Context, SealedTokens } from "../context/index.ts";
import { compile, readPage } from "../lists/index.ts";
import { seesTokens, showTokens } from "../sessions/index.ts";
import { identityTokens, sealedIdentity } from "./grant.ts";
import { identitiesResource, owner } from "./resource.ts";

/** Reads identities without the provider's tokens. */
export const identity = reader({
  id: text(identities.id),
  createdAt: integer(identities.createdAt),
  updatedAt: integer(identities.updatedAt),
  userId: text(identities.userId),
  provider: text(identities.provider),
  providerUid: text(identities.providerUid),
  providerEmail: text(identities.providerEmail),
});
const columns = sql`${identity.columns}, ${sealedIdentity.columns}`;

interface StoredIdentity extends Omit<IdentityRow, "provided"> {
  readonly sealed: SealedTokens | null;
}

/** A row of `columns`, read. */
const toStoredIdentity = (row: Row): StoredIdentity => ({ ...identity.read(row), sealed: sealedIdentity.read(row) });

/** An identity as it is shown to the caller. */
async function toIdentityRow(context: Context, { sealed, ...identity }: StoredIdentity): Promise<IdentityRow> {
  const isShown = sealed !== null && seesTokens(context, identity.userId);
  return {
    ...identity,
    provided: isShown ? await showTokens(context.config, identityTokens, identity.id, sealed) : null,
  };
}

/**
 * Reads a page of identities and how many there are, in one batch.
 * @param ownerSeq `users.seq` of the user whose identities are listed; undefined: those of all users
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

/** A query for identities that events are about. */
export const selectIdentityParts = (keys: readonly PartKey[]): SQL =>
  selectParts(identities, identity.columns, keys, "lower(id)");

/** A row of `selectIdentityParts`, without the provider's tokens. */
export const toIdentityPart = (row: Row): IdentityRow => ({ ...identity.read(row), provided: null });

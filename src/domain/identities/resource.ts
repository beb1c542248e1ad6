/** Identities as a list (docs/spec/queries.md#attributes): its attributes, and the columns and indexes behind them. */
import type {
  Attribute,
  DatetimeAttribute,
  IntegerAttribute,
  Resource,
  TextAttribute,
} from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { identities, userTotals } from "../../storage/schema/index.ts";
import { idOf, sequenceOf } from "../lists/index.ts";

const asIs = (value: string): string => value;
const lowerCase = (value: string): string => value.toLowerCase();

const sequence = sequenceOf(identities.seq);
const id = idOf(identities.id, "identities_id");

/** The owner of an identity. The list of one user's identities uses the index of this column. */
export const owner: IntegerAttribute = {
  type: "integer",
  expression: identities.userSeq,
  index: "identities_user_seq",
  nullable: false,
  unique: false,
};

const text = (
  name: "userId" | "provider" | "providerUid" | "providerEmail",
  index: string,
  fold: TextAttribute["fold"],
): TextAttribute => ({
  type: "text",
  expression: identities[name],
  index,
  nullable: !identities[name].notNull,
  unique: false,
  fold,
});

const datetime = (name: "createdAt" | "updatedAt" | "providerAccessTokenExpiry", index: string): DatetimeAttribute => ({
  type: "datetime",
  expression: identities[name],
  index,
  nullable: !identities[name].notNull,
  unique: false,
});

export const identitiesResource: Resource = {
  table: identities,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", datetime("createdAt", "identities_created_at")],
    ["$updatedAt", datetime("updatedAt", "identities_updated_at")],
    // Ids are compared exactly. The other attributes are stored in lower case.
    ["userId", text("userId", "identities_user_id", asIs)],
    ["provider", text("provider", "identities_provider", lowerCase)],
    ["providerUid", text("providerUid", "identities_uid", asIs)],
    ["providerEmail", text("providerEmail", "identities_provider_email", lowerCase)],
    ["providerAccessTokenExpiry", datetime("providerAccessTokenExpiry", "identities_provider_access_token_expiry")],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  total: sql`(SELECT ${userTotals.identities} FROM ${userTotals})`,
  limit: { default: 25, max: 5_000 },
};

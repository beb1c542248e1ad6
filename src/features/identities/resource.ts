/** Identities as a list (spec/users.md 5): what may be asked of them, and the columns and indexes that answer. */
import { sql } from "drizzle-orm";
import type { Attribute, DatetimeAttribute, IntegerAttribute, Resource, TextAttribute } from "../../queries/index.ts";
import { identities, userTotals } from "../../storage/schema/index.ts";
import { idOf, sequenceOf } from "../lists/store.ts";

const lowerCase = (value: string): string => value.toLowerCase();

const sequence = sequenceOf(identities.seq);
const id = idOf(identities.id, "identities_id");

/** Whose identities they are: this drives the list of one user's. */
export const owner: IntegerAttribute = {
  type: "integer",
  expression: identities.userSeq,
  index: "identities_user_seq",
  nullable: false,
  unique: false,
};

/** A text that is stored in lower case. */
const lower = (name: "provider" | "providerEmail", index: string): TextAttribute => ({
  type: "text",
  expression: identities[name],
  index,
  nullable: name === "providerEmail",
  unique: false,
  fold: lowerCase,
});

const datetime = (
  name: "createdAt" | "updatedAt" | "providerAccessTokenExpiry",
  index: string,
  nullable: boolean,
): DatetimeAttribute => ({ type: "datetime", expression: identities[name], index, nullable, unique: false });

export const identitiesResource: Resource = {
  table: identities,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", datetime("createdAt", "identities_created_at", false)],
    ["$updatedAt", datetime("updatedAt", "identities_updated_at", false)],
    // Ids, too, so exactly one spelling is meant; but a user, or an id at several providers, can have many identities.
    ["userId", { ...idOf(identities.userId, "identities_user_id"), unique: false }],
    ["provider", lower("provider", "identities_provider")],
    ["providerUid", { ...idOf(identities.providerUid, "identities_uid"), unique: false }],
    ["providerEmail", lower("providerEmail", "identities_provider_email")],
    [
      "providerAccessTokenExpiry",
      datetime("providerAccessTokenExpiry", "identities_provider_access_token_expiry", true),
    ],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  total: sql`(SELECT ${userTotals.identities} FROM ${userTotals})`,
  limit: { default: 25, max: 5_000 },
};

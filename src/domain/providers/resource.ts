/**
 * Providers as a list (docs/spec/queries.md#lists). They are few: no index but the unique ones, and a table scan costs
 * little.
 */
import { type Attribute, fold, type Resource } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { providers, searchWords } from "../../storage/schema/index.ts";
import { caseless, dateOf, idOf, sequenceOf } from "../lists/index.ts";

const sequence = sequenceOf(providers.seq);
const id = idOf(providers.id, "providers_id");

export const providersResource: Resource = {
  table: providers,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", dateOf(providers.createdAt)],
    ["$updatedAt", dateOf(providers.updatedAt)],
    ["name", { ...caseless(sql`${providers.name}`, false), expression: providers.nameFolded, fold }],
    ["provider", caseless(sql`${providers.provider}`, false)],
    ["type", caseless(sql`${providers.type}`, false)],
    ["enabled", { type: "boolean", expression: providers.enabled, index: null, nullable: false, unique: false }],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  search: {
    table: searchWords,
    scope: sql`${searchWords.kind} = 'provider'`,
    word: searchWords.word,
    owner: searchWords.owner,
    words: providers.words,
  },
  limit: { default: 25, max: 5_000 },
};

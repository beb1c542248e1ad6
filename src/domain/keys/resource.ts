/**
 * Keys as a list (docs/spec/keys.md#key-list). They are few: no index but the unique ones, and a table scan costs
 * little.
 */
import type {
  Attribute,
  DatetimeAttribute,
  IntegerAttribute,
  Resource,
  TextAttribute,
} from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { keys } from "../../storage/schema/index.ts";

const sequence: IntegerAttribute = {
  type: "integer",
  expression: keys.seq,
  index: "rowid",
  nullable: false,
  unique: true,
};

const id: TextAttribute = {
  type: "text",
  expression: sql`lower(${keys.id})`,
  index: "keys_id",
  nullable: false,
  unique: true,
  fold: (value) => value.toLowerCase(),
  exact: keys.id,
};

const datetime = (name: "createdAt" | "updatedAt" | "expire" | "accessedAt", nullable: boolean): DatetimeAttribute => ({
  type: "datetime",
  expression: keys[name],
  index: null,
  nullable,
  unique: false,
});

/** Lower case as in SQLite: ASCII only. */
const lowerAscii = (value: string): string => value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

const name: TextAttribute = {
  type: "text",
  expression: sql`lower(${keys.name})`,
  index: null,
  nullable: false,
  unique: false,
  fold: lowerAscii,
};

/** One row for each scope of a key, from the JSON column of keys. */
const scopesOfKeys = sql`(SELECT scope.value AS scope, ${keys.seq} AS key_seq FROM ${keys}, json_each(${keys.scopes}) AS scope)`;

export const keysResource: Resource = {
  table: keys,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", datetime("createdAt", false)],
    ["$updatedAt", datetime("updatedAt", false)],
    ["name", name],
    ["expire", datetime("expire", true)],
    ["accessedAt", datetime("accessedAt", true)],
    ["scopes", { type: "array", table: scopesOfKeys, element: sql`scope`, owner: sql`key_seq` }],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  limit: { default: 5_000, max: 5_000 },
};

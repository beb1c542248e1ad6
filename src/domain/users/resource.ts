/** Users as a list (docs/spec/queries.md#attributes): its attributes, and the columns, indexes and counters of them. */
import {
  type Attribute,
  type BooleanAttribute,
  type DatetimeAttribute,
  fold,
  type IntegerAttribute,
  type Resource,
  type TextAttribute,
} from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { searchWords, userLabels, users, userTotals } from "../../storage/schema/index.ts";

const asIs = (value: string): string => value;
const lowerCase = (value: string): string => value.toLowerCase();

/** A counter of all users, or of those for whom a boolean is true. */
const counter = (name: "users" | BooleanName) => sql`(SELECT ${userTotals[name]} FROM ${userTotals})`;

type BooleanName = "status" | "emailVerification" | "phoneVerification" | "impersonator";

/** @param indexed the value of the rows in the partial index */
const boolean = (name: BooleanName, index: string, indexed: 0 | 1): BooleanAttribute => ({
  type: "boolean",
  expression: users[name],
  index,
  indexed,
  nullable: false,
  unique: false,
  totals: { true: counter(name), false: sql`(SELECT ${userTotals.users} - ${userTotals[name]} FROM ${userTotals})` },
});

const datetime = (
  name: "createdAt" | "updatedAt" | "passwordUpdate" | "accessedAt",
  index: string,
  nullable: boolean,
): DatetimeAttribute => ({ type: "datetime", expression: users[name], index, nullable, unique: false });

const sequence: IntegerAttribute = {
  type: "integer",
  expression: users.seq,
  index: "rowid",
  nullable: false,
  unique: true,
};

/** Ids are unique without case but compared with case. */
const id: TextAttribute = {
  type: "text",
  expression: sql`lower(${users.id})`,
  index: "users_id",
  nullable: false,
  unique: true,
  fold: lowerCase,
  exact: users.id,
};

const email: TextAttribute = {
  type: "text",
  expression: users.email,
  index: "users_email",
  nullable: true,
  unique: true,
  fold: lowerCase,
};

const phone: TextAttribute = {
  type: "text",
  expression: users.phone,
  index: "users_phone",
  nullable: true,
  unique: true,
  fold: asIs,
};

const name: TextAttribute = {
  type: "text",
  expression: users.nameFolded,
  index: "users_name",
  nullable: false,
  unique: false,
  fold,
};

const createdAt = datetime("createdAt", "users_created_at", false);

export const usersResource: Resource = {
  table: users,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", createdAt],
    ["$updatedAt", datetime("updatedAt", "users_updated_at", false)],
    ["name", name],
    ["email", email],
    ["phone", phone],
    ["status", boolean("status", "users_status", 0)],
    ["passwordUpdate", datetime("passwordUpdate", "users_password_update", true)],
    ["registration", createdAt],
    ["emailVerification", boolean("emailVerification", "users_email_verification", 1)],
    ["phoneVerification", boolean("phoneVerification", "users_phone_verification", 1)],
    ["labels", { type: "array", table: userLabels, element: userLabels.label, owner: userLabels.userSeq }],
    ["impersonator", boolean("impersonator", "users_impersonator", 1)],
    ["accessedAt", datetime("accessedAt", "users_accessed_at", true)],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  search: {
    table: searchWords,
    scope: sql`${searchWords.kind} = 'user'`,
    word: searchWords.word,
    owner: searchWords.owner,
    words: users.words,
  },
  total: counter("users"),
  limit: { default: 25, max: 5000 },
};

/**
 * Teams as a list: its attributes (docs/spec/queries.md#lists, docs/spec/teams.md#routes), with their columns, indexes
 * and counter.
 */
import {
  type Attribute,
  type DatetimeAttribute,
  fold,
  type IntegerAttribute,
  type Resource,
  type TextAttribute,
} from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { memberships, searchWords, teams, userTotals } from "../../storage/schema/index.ts";
import { dateOf, idOf, sequenceOf } from "../lists/index.ts";

const sequence = sequenceOf(teams.seq);
const id = idOf(teams.id, "teams_id");

const name: TextAttribute = {
  type: "text",
  expression: teams.nameFolded,
  index: "teams_name",
  nullable: false,
  unique: false,
  fold,
};

const total: IntegerAttribute = {
  type: "integer",
  expression: teams.total,
  index: "teams_total",
  nullable: false,
  unique: false,
};

const createdAt: DatetimeAttribute = { ...dateOf(teams.createdAt), index: "teams_created_at" };
const updatedAt: DatetimeAttribute = { ...dateOf(teams.updatedAt), index: "teams_updated_at" };

/** The members of a team, by `users.seq`: the list of a user's teams is found by it. */
export const member = {
  type: "array",
  table: sql`(SELECT ${memberships.userSeq} AS member, ${memberships.teamSeq} AS team FROM ${memberships}
    WHERE ${memberships.confirm} = 1)`,
  element: sql`member`,
  owner: sql`team`,
} as const satisfies Attribute;

export const teamsResource: Resource = {
  table: teams,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", createdAt],
    ["$updatedAt", updatedAt],
    ["name", name],
    ["total", total],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  search: {
    table: searchWords,
    scope: sql`${searchWords.kind} = 'team'`,
    word: searchWords.word,
    owner: searchWords.owner,
    words: teams.words,
  },
  total: sql`(SELECT ${userTotals.teams} FROM ${userTotals})`,
  limit: { default: 25, max: 5_000 },
};

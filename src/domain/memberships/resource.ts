/**
 * Memberships as a list (docs/spec/queries.md#attributes): those of one team or of one user, found by its index. Queries
 * read the shown values, so fields that the project hides from members cannot be probed either.
 */
import type { Attribute, IntegerAttribute, Resource, TextAttribute } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { memberships, searchWords, teams, users } from "../../storage/schema/index.ts";
import { caseless, dateOf, idOf, sequenceOf } from "../lists/index.ts";
import { wordsWithoutUser } from "../search/index.ts";
import { memberId, ofMember, shown, type View } from "./columns.ts";

const sequence = sequenceOf(memberships.seq);
const id = idOf(memberships.id, "memberships_id");

const part = (column: typeof memberships.teamSeq | typeof memberships.userSeq, index: string): IntegerAttribute => ({
  type: "integer",
  expression: column,
  index,
  nullable: false,
  unique: false,
});

/** The column whose index serves the list of a team's members. */
export const ofTeam = part(memberships.teamSeq, "memberships_team_seq");
/** The column whose index serves the list of a user's memberships. */
export const ofUser = part(memberships.userSeq, "memberships_user_seq_team_seq");

const teamId = sql`(SELECT ${teams.id} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`;

function userIdOf(view: View): TextAttribute {
  const userId = sql`(SELECT ${memberId(view.isPublic)} FROM ${users} WHERE ${users.seq} = ${memberships.userSeq})`;
  const value = shown(view.userId, userId);
  return { ...caseless(value, view.userId !== true), exact: value };
}

/** One row for each role of a membership, from its JSON column. */
const rolesOfMemberships = sql`(SELECT role.value AS role, ${memberships.seq} AS membership
  FROM ${memberships}, json_each(${memberships.roles}) AS role)`;

export const resourceOf = (view: View): Resource => ({
  table: memberships,
  sequence,
  id,
  attributes: new Map<string, Attribute>([
    ["$id", id],
    ["$sequence", sequence],
    ["$createdAt", dateOf(memberships.createdAt)],
    ["$updatedAt", dateOf(memberships.updatedAt)],
    ["userId", userIdOf(view)],
    ["teamId", { ...caseless(teamId, false), exact: teamId }],
    ["invited", dateOf(memberships.invited)],
    ["joined", { ...dateOf(memberships.joined), nullable: true }],
    ["confirm", { type: "boolean", expression: memberships.confirm, index: null, nullable: false, unique: false }],
    ["roles", { type: "array", table: rolesOfMemberships, element: sql`role`, owner: sql`membership` }],
  ]),
  orderOnly: new Map([["$internalId", sequence]]),
  search: {
    // Memberships of one team or user are searched row by row, so their words need no table.
    table: searchWords,
    scope: sql`0`,
    word: searchWords.word,
    owner: searchWords.owner,
    words: sql`coalesce(${shown(view.userId, ofMember(view, sql`${memberships.words}`))}, ${wordsWithoutUser})`,
  },
  limit: { default: 25, max: 5_000 },
});

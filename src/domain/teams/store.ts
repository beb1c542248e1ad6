/**
 * Teams. A key may see and change all of them, a user those that they are in and those that they own
 * (docs/spec/teams.md#access). That is a condition of the statements themselves, so nobody reads or writes by a
 * membership that has just ended.
 */
import { type SQL, sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import { fold, type ListRequest } from "../../lib/queries/index.ts";
import type { Page } from "../../models/model.ts";
import type { TeamRow } from "../../models/team.ts";
import { refuseOn } from "../../storage/constraints.ts";
import { build, render, type Statement } from "../../storage/db.ts";
import { boolean, integer, isRecord, json, type Row, text } from "../../storage/row.ts";
import { memberships, teams, users, userTotals } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { compile, readPage } from "../lists/index.ts";
import { addWords, removeWords, wordsOfName, wordsOfTeam } from "../search/index.ts";
import { member, teamsResource } from "./resource.ts";

/** The role of those who may change a team and its members. */
export const owner = "owner";

const columns = render(
  sql`${teams.id} AS "id", ${teams.createdAt} AS "createdAt", ${teams.updatedAt} AS "updatedAt", ${teams.name} AS "name",
    ${teams.total} AS "total", ${teams.prefs} AS "prefs"`,
);

const toTeamRow = (row: Row): TeamRow => ({
  id: text(row, "id"),
  createdAt: integer(row, "createdAt"),
  updatedAt: integer(row, "updatedAt"),
  name: text(row, "name"),
  total: integer(row, "total"),
  prefs: json(row, "prefs", isRecord),
});

/** The team of an id. */
export const isTeam = (teamId: string): SQL =>
  sql`lower(${teams.id}) = ${teamId.toLowerCase()} AND ${teams.id} = ${teamId}`;

/** Whether a caller is a confirmed member of a team of whom `also` is true, or has a key. Guests are nobody's members. */
function isIn({ caller }: Context, also: SQL): SQL {
  if (caller.kind !== "user") return sql.raw(caller.kind === "key" ? "1" : "0");
  return sql`EXISTS (SELECT 1 FROM ${memberships} WHERE ${memberships.teamSeq} = ${teams.seq}
    AND ${memberships.userSeq} = ${caller.seq} AND ${memberships.confirm} = 1 AND ${also})`;
}

/** Whether the caller may see a team. */
export const isVisible = (context: Context): SQL => isIn(context, sql`1`);

/** Whether the caller may change a team. */
export const isOwned = (context: Context): SQL =>
  isIn(context, sql`EXISTS (SELECT 1 FROM json_each(${memberships.roles}) AS role WHERE role.value = ${owner})`);

/** What a caller is to a team. */
interface Standing {
  readonly name: string;
  readonly isVisible: boolean;
  readonly isOwned: boolean;
}

/** A query for what the caller is to a team. */
export const selectStanding = (context: Context, teamId: string): SQL =>
  sql`SELECT ${teams.name} AS "name", ${isVisible(context)} AS "isVisible", ${isOwned(context)} AS "isOwned"
    FROM ${teams} WHERE ${isTeam(teamId)}`;

/** What `selectStanding` has read; null: there is no such team. */
export const toStanding = ([row]: readonly Row[]): Standing | null =>
  row === undefined
    ? null
    : { name: text(row, "name"), isVisible: boolean(row, "isVisible"), isOwned: boolean(row, "isOwned") };

/**
 * What the caller is to a team that they see.
 * @param rows what `selectStanding` has read
 * @throws AppError `team_not_found`
 */
export function seenAs(rows: readonly Row[]): Standing {
  const standing = toStanding(rows);
  if (standing === null || !standing.isVisible) throw new AppError("team_not_found");
  return standing;
}

/** @throws AppError `user_unauthorized` */
export function assertOwned({ isOwned }: Standing): void {
  if (!isOwned) throw new AppError("user_unauthorized", "Only an owner of the team may do this.");
}

const selectTeam = (self: SQL): SQL => sql`SELECT ${columns} FROM ${teams} WHERE ${self}`;

/** The team that the last statement of a batch has read, of a caller who was let change it. */
function changed([standing = [], ...results]: readonly (readonly Row[])[]): TeamRow {
  assertOwned(seenAs(standing));
  const row = results.at(-1)?.[0];
  if (row === undefined) throw new AppError("team_not_found");
  return toTeamRow(row);
}

/** @throws AppError `team_not_found` */
export async function getTeam(context: Context, teamId: string): Promise<TeamRow> {
  const [[row]] = await context.db.batch([selectTeam(sql`${isTeam(teamId)} AND ${isVisible(context)}`)]);
  if (row === undefined) throw new AppError("team_not_found");
  return toTeamRow(row);
}

/**
 * Reads a page of the teams that the caller sees and how many there are, in one batch.
 * @throws AppError `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`
 */
export function listTeams({ caller, db }: Context, request: ListRequest): Promise<Page<TeamRow>> {
  const part = caller.kind === "user" ? { part: { attribute: member, value: sql`${caller.seq}` } } : {};
  const plan = compile(teamsResource, { ...request, ...part });
  return readPage(db, plan, { table: teams, sequence: teams.seq, columns, toItem: toTeamRow });
}

/** What a team begins with. */
export interface NewTeam {
  readonly id: string;
  readonly name: string;
  /** A statement that makes whoever calls its first member; without it, it begins with none. */
  readonly founder?: (self: SQL) => Statement;
}

/**
 * Makes a team.
 * @throws AppError `team_already_exists`; `general_unauthorized_scope` where the founder is gone meanwhile
 */
export async function insertTeam(context: Context, { founder, id, name }: NewTeam): Promise<TeamRow> {
  const { caller, db, now } = context;
  // Where the founder is gone no statement does anything, also not to the team that has the id already.
  const isThere =
    caller.kind === "user" ? sql`EXISTS (SELECT 1 FROM ${users} WHERE ${users.seq} = ${caller.seq})` : sql`1`;
  const self = sql`${isTeam(id)} AND ${isThere}`;
  const results = await refuseOn(
    { teams_id: "team_already_exists" },
    db.batch([
      build.insert(teams).select(
        sql`SELECT NULL, ${id}, ${now}, ${now}, ${name}, ${fold(name)}, ${founder === undefined ? 0 : 1}, '{}',
          ${JSON.stringify(wordsOfTeam(id, name))} WHERE ${isThere}`,
      ),
      addWords("team", self),
      countTeam(self, 1),
      ...(founder === undefined ? [] : [founder(self)]),
      appendLog(context, "team.create", "team", self),
      selectTeam(self),
    ]),
  );
  const row = results.at(-1)?.[0];
  if (row === undefined) throw new AppError("general_unauthorized_scope");
  return toTeamRow(row);
}

/** Counts a team in (1) or out (-1). */
const countTeam = (self: SQL, by: 1 | -1): Statement =>
  build
    .update(userTotals)
    .set({ teams: sql`${userTotals.teams} + ${by}` })
    .where(sql`EXISTS (SELECT 1 FROM ${teams} WHERE ${self})`);

/** @throws AppError `team_not_found`, `user_unauthorized` */
export async function renameTeam(context: Context, teamId: string, name: string): Promise<TeamRow> {
  const words = wordsOfName(name);
  const self = sql`${isTeam(teamId)} AND ${isOwned(context)}`;
  return changed(
    await context.db.batch([
      selectStanding(context, teamId),
      ...removeWords("team", self, words),
      build
        .update(teams)
        .set({
          name,
          nameFolded: fold(name),
          words: sql`json_patch(${teams.words}, ${JSON.stringify(words)})`,
          updatedAt: context.now,
        })
        .where(self),
      addWords("team", self),
      appendLog(context, "team.update", "team", self),
      selectTeam(self),
    ]),
  );
}

/**
 * Replaces a team's preferences.
 * @param prefs an object as JSON
 * @throws AppError `team_not_found`, `user_unauthorized`
 */
export async function replacePrefs(context: Context, teamId: string, prefs: string): Promise<TeamRow> {
  const self = sql`${isTeam(teamId)} AND ${isOwned(context)}`;
  return changed(
    await context.db.batch([
      selectStanding(context, teamId),
      build.update(teams).set({ prefs, updatedAt: context.now }).where(self),
      appendLog(context, "team.update", "team", self),
      selectTeam(self),
    ]),
  );
}

/**
 * Deletes a team. Its memberships refer to it by a foreign key, and go with it.
 * @throws AppError `team_not_found`, `user_unauthorized`
 */
export async function deleteTeam(context: Context, teamId: string): Promise<void> {
  const self = sql`${isTeam(teamId)} AND ${isOwned(context)}`;
  const [standing] = await context.db.batch([
    selectStanding(context, teamId),
    ...removeWords("team", self),
    countTeam(self, -1),
    appendLog(context, "team.delete", "team", self),
    build.delete(teams).where(self),
  ]);
  assertOwned(seenAs(standing));
}

/**
 * A statement that counts members into their teams, or out of them: ahead of the deletion of what it counts out.
 * @param which picks confirmed memberships
 */
export const countMembers = (which: SQL, by: 1 | -1): Statement =>
  build
    .update(teams)
    .set({ total: sql`max(${teams.total} + ${by}, 0)` })
    .where(
      sql`${teams.seq} IN (SELECT ${memberships.teamSeq} FROM ${memberships}
        WHERE ${which} AND ${memberships.confirm} = 1)`,
    );

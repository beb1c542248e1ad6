/** Reads and writes the teams that the caller may see or change (access.ts). */
import { AppError } from "../../errors/app-error.ts";
import { fold, type ListRequest } from "../../lib/queries/index.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { TeamRow } from "../../models/team.ts";
import type { Handle } from "../../storage/batch.ts";
import { teams, users } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { scaled, teamsMax } from "../limits/index.ts";
import { compile, readPage } from "../lists/index.ts";
import { addWords, removeWords, wordsOfName, wordsOfTeam } from "../search/index.ts";
import { assertOwned, isOwned, isVisible, requireVisible, selectTeamAccess } from "./access.ts";
import { isTeam, team } from "./columns.ts";
import { countTeam } from "./counters.ts";
import { member, teamsResource } from "./resource.ts";

const selectTeam = (self: Where<"teams">): SQL => sql`SELECT ${team.columns} FROM ${teams} WHERE ${self}`;

/**
 * Returns a team after its change, or refuses a caller who may not change it.
 * @throws AppError `team_not_found`, `user_unauthorized`
 */
function changed(access: Handle, { row }: Handle): TeamRow {
  assertOwned(requireVisible(access.rows));
  if (row === undefined) throw new AppError("team_not_found");
  return team.read(row);
}

/** @throws AppError `team_not_found` */
export async function getTeam(context: Context, teamId: string): Promise<TeamRow> {
  const { row } = await context.db.run(selectTeam(where(teams)`${isTeam(teamId)} AND ${isVisible(context)}`));
  if (row === undefined) throw new AppError("team_not_found");
  return team.read(row);
}

/**
 * Reads a page of the teams that the caller may see and how many there are, in one batch.
 * @throws AppError `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`
 */
export function listTeams({ caller, db }: Context, request: ListRequest): Promise<Page<TeamRow>> {
  const part = caller.kind === "user" ? { part: { attribute: member, value: sql`${caller.seq}` } } : {};
  const plan = compile(teamsResource, { ...request, ...part });
  return readPage(db, plan, { table: teams, sequence: teams.seq, columns: team.columns, toItem: team.read });
}

/** The fields of a new team. */
export interface NewTeam {
  readonly id: string;
  readonly name: string;
  /** A statement that makes the caller its first member; without it, the team begins empty. */
  readonly founder?: (self: Where<"teams">) => Statement;
}

/** Whether the caller may create another team. Teams that they have left count too, because they still use storage. */
function isWithinMax({ caller, config }: Context): SQL {
  if (caller.kind !== "user" || config.rateLimits === 0) return sql`1`;
  return sql`(SELECT count(*) FROM ${teams} WHERE ${teams.creatorSeq} = ${caller.seq}) < ${scaled(config, teamsMax)}`;
}

/**
 * Makes a team.
 * @throws AppError `team_already_exists`; `team_count_exceeded` if the user has reached the limit;
 *   `general_unauthorized_scope` if the calling user was deleted meanwhile
 */
export async function insertTeam(context: Context, { founder, id, name }: NewTeam): Promise<TeamRow> {
  const { caller, db, now } = context;
  // If the calling user was deleted, no statement may write, not even to an existing team with this id.
  const isThere =
    caller.kind === "user" ? sql`EXISTS (SELECT 1 FROM ${users} WHERE ${users.seq} = ${caller.seq})` : sql`1`;
  const self = where(teams)`${isTeam(id)} AND ${isThere}`;
  const batch = db.batch();
  batch.add(
    insertFrom(
      teams,
      {
        id,
        createdAt: now,
        updatedAt: now,
        // Beyond the limit, a null name fails the batch, so that concurrent requests cannot exceed it.
        name: sql`CASE WHEN ${isWithinMax(context)} THEN ${name} END`,
        nameFolded: fold(name),
        creatorSeq: caller.kind === "user" ? caller.seq : null,
        total: founder === undefined ? 0 : 1,
        prefs: "{}",
        words: JSON.stringify(wordsOfTeam(id, name)),
      },
      sql`WHERE ${isThere}`,
    ),
  );
  batch.add(addWords("team", self));
  batch.add(countTeam(self, 1));
  if (founder !== undefined) batch.add(founder(self));
  batch.add(appendLog(context, "team.create", "team", self));
  const created = batch.add(selectTeam(self));
  batch.refuse({ teams_id: "team_already_exists", teams_name: "team_count_exceeded" });
  await batch.run();
  if (created.row === undefined) throw new AppError("general_unauthorized_scope");
  return team.read(created.row);
}

/** @throws AppError `team_not_found`, `user_unauthorized` */
export async function renameTeam(context: Context, teamId: string, name: string): Promise<TeamRow> {
  const words = wordsOfName(name);
  const batch = context.db.batch();
  const self = batch.within((isWithin) => where(teams)`${isTeam(teamId)} AND ${isOwned(context)} AND ${isWithin}`);
  const access = batch.add(selectTeamAccess(context, teamId));
  batch.addAll(removeWords("team", self, words));
  batch.add(
    build
      .update(teams)
      .set({
        name,
        nameFolded: fold(name),
        words: sql`json_patch(${teams.words}, ${JSON.stringify(words)})`,
        updatedAt: context.now,
      })
      .where(self),
  );
  batch.add(addWords("team", self));
  batch.add(appendLog(context, "team.update", "team", self));
  const team = batch.add(selectTeam(self));
  await batch.run();
  return changed(access, team);
}

/**
 * Replaces a team's preferences.
 * @param prefs an object as JSON
 * @throws AppError `team_not_found`, `user_unauthorized`
 */
export async function replacePrefs(context: Context, teamId: string, prefs: string): Promise<TeamRow> {
  const batch = context.db.batch();
  const self = batch.within((isWithin) => where(teams)`${isTeam(teamId)} AND ${isOwned(context)} AND ${isWithin}`);
  const access = batch.add(selectTeamAccess(context, teamId));
  batch.add(build.update(teams).set({ prefs, updatedAt: context.now }).where(self));
  batch.add(appendLog(context, "team.update", "team", self));
  const team = batch.add(selectTeam(self));
  await batch.run();
  return changed(access, team);
}

/**
 * Deletes a team. Its memberships are deleted too, by their foreign key.
 * @throws AppError `team_not_found`, `user_unauthorized`
 */
export async function deleteTeam(context: Context, teamId: string): Promise<void> {
  const self = where(teams)`${isTeam(teamId)} AND ${isOwned(context)}`;
  const batch = context.db.batch();
  const access = batch.add(selectTeamAccess(context, teamId));
  batch.addAll(removeWords("team", self));
  batch.add(countTeam(self, -1));
  batch.add(appendLog(context, "team.delete", "team", self));
  batch.add(build.delete(teams).where(self));
  await batch.run();
  assertOwned(requireVisible(access.rows));
}

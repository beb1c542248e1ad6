/** Reads several teams at once, for what tells of them later. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { TeamRow } from "../../models/team.ts";
import type { Row } from "../../storage/row.ts";
import { teams } from "../../storage/schema/index.ts";
import { team } from "./columns.ts";

/** A query for the teams of these ids. */
export const selectTeamsById = (ids: readonly string[]): SQL =>
  sql`SELECT ${team.columns} FROM ${teams}
    WHERE lower(${teams.id}) IN (SELECT lower(value) FROM json_each(${JSON.stringify(ids)}))`;

/** The rows of `selectTeamsById`, by id. */
export const toTeamsById = (rows: readonly Row[]): ReadonlyMap<string, TeamRow> =>
  new Map(rows.map((row) => team.read(row)).map((read) => [read.id, read]));

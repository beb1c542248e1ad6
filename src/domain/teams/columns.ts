/** Reads teams: the columns that their model needs, and their parser. */
import { type Where, where } from "../../lib/sql/index.ts";
import type { TeamRow } from "../../models/team.ts";
import { integer, json, type Reader, reader, text } from "../../storage/reader.ts";
import { isRecord } from "../../storage/row.ts";
import { teams } from "../../storage/schema/index.ts";

export const team: Reader<TeamRow> = reader({
  id: text(teams.id),
  createdAt: integer(teams.createdAt),
  updatedAt: integer(teams.updatedAt),
  name: text(teams.name),
  total: integer(teams.total),
  prefs: json(isRecord, teams.prefs),
});

/** The team of an id. */
export const isTeam = (teamId: string): Where<"teams"> =>
  where(teams)`lower(${teams.id}) = ${teamId.toLowerCase()} AND ${teams.id} = ${teamId}`;

/** Reads teams: the columns that their model needs, and the rows they come back as. */
import { type SQL, sql } from "drizzle-orm";
import type { TeamRow } from "../../models/team.ts";
import { render } from "../../storage/db.ts";
import { integer, isRecord, json, type Row, text } from "../../storage/row.ts";
import { teams } from "../../storage/schema/index.ts";

export const columns = render(
  sql`${teams.id} AS "id", ${teams.createdAt} AS "createdAt", ${teams.updatedAt} AS "updatedAt", ${teams.name} AS "name",
    ${teams.total} AS "total", ${teams.prefs} AS "prefs"`,
);

export const toTeamRow = (row: Row): TeamRow => ({
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

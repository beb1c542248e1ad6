/** Reads several teams at once, for events about them. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { TeamRow } from "../../models/team.ts";
import { reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { teams } from "../../storage/schema/index.ts";
import { team } from "./columns.ts";

const named = reader({ id: text(teams.id) });

/** A query for the teams of these ids. */
export const selectTeamsById = (ids: readonly string[]): SQL =>
  sql`SELECT ${team.columns} FROM ${teams}
    WHERE lower(${teams.id}) IN (SELECT lower(value) FROM json_each(${JSON.stringify(ids)}))`;

/** The rows of `selectTeamsById`, by id. Each row is parsed on demand, so that a corrupt row does not affect the others. */
export const toTeamsById = (rows: readonly Row[]): ReadonlyMap<string, () => TeamRow> =>
  new Map(rows.map((row) => [named.read(row).id, () => team.read(row)]));

/** A team (docs/spec/teams.md#models). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface TeamRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string;
  /** Confirmed memberships. */
  readonly total: number;
  readonly prefs: Readonly<Record<string, unknown>>;
}

const { date, integer, object, string } = fieldsOf<TeamRow>();

export const team = defineModel<TeamRow>("team", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name),
  total: integer((row) => row.total),
  prefs: object((row) => row.prefs),
});

export const teamList = listOf("teamList", "teams", team);

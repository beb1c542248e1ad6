/** Reads the users that events are about, by number: an id may have been reused since. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import { integer, reader } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { users } from "../../storage/schema/index.ts";
import { toUserRow, userColumns } from "./columns.ts";

const numbered = reader({ number: integer(users.seq) });

/** A query for the users of these numbers. */
export const selectUsersBySeq = (seqs: readonly number[]): SQL =>
  sql`SELECT ${userColumns}, ${numbered.columns} FROM ${users}
    WHERE ${users.seq} IN (SELECT value FROM json_each(${JSON.stringify(seqs)}))`;

/** The rows of `selectUsersBySeq`, by number. Each row is parsed on demand, so that a corrupt row does not affect the others. */
export const toUsersBySeq = (rows: readonly Row[]): ReadonlyMap<number, () => UserRow> =>
  new Map(rows.map((row) => [numbered.read(row).number, () => toUserRow(row)]));

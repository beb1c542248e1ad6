/**
 * The words that search finds rows by. Each function gives statements for the batch that changes a row. `self` picks that
 * row, or none.
 */
import { and, build, eq, insertFrom, type NameOf, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import { providers, searchWords, teams, users } from "../../storage/schema/index.ts";
import type { Words } from "./words.ts";

/** The searchable tables: their rows keep their own words. */
const owners = { user: users, provider: providers, team: teams };

type Kind = keyof typeof owners;

/** Picks a row of the kind's table. */
type Owned<K extends Kind> = Where<NameOf<(typeof owners)[K]>>;

/** Adds the missing words of the row. */
export function addWords<K extends Kind>(kind: K, self: Owned<K>): Statement {
  const table = owners[kind];
  return insertFrom(
    searchWords,
    { kind: sql.raw(`'${kind}'`), word: sql`word.atom`, owner: table.seq },
    sql`FROM ${table}, json_tree(${table.words}) AS word WHERE word.type = 'text' AND ${self}`,
  ).onConflictDoNothing();
}

/**
 * Removes the row's words: those of the fields that `words` names, or all.
 * This also removes words that another field shares; `addWords` adds them again.
 */
export function removeWords<K extends Kind>(kind: K, self: Owned<K>, words?: Words): Statement[] {
  const table = owners[kind];
  const paths = words === undefined ? ["$"] : Object.keys(words).map((key) => `$.${key}`);
  return paths.map((path) =>
    build.delete(searchWords).where(
      and(
        eq(searchWords.kind, kind),
        sql`${searchWords.owner} = (SELECT ${table.seq} FROM ${table} WHERE ${self})`,
        sql`${searchWords.word} IN (
          SELECT word.atom FROM ${table}, json_tree(${table.words}, ${path}) AS word WHERE word.type = 'text' AND ${self})`,
      ),
    ),
  );
}

/** The attributes that most lists share. */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { DatetimeAttribute, IntegerAttribute, TextAttribute } from "../../lib/queries/index.ts";
import { type SQL, sql } from "../../lib/sql/index.ts";

/** Lower case as in SQLite: ASCII only. */
const lowerAscii = (value: string): string => value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The integer primary key. */
export const sequenceOf = (column: SQLiteColumn): IntegerAttribute => ({
  type: "integer",
  expression: column,
  index: "rowid",
  nullable: false,
  unique: true,
});

/** Ids are unique without case but compared with case. @param index on the lower case of the column */
export const idOf = (column: SQLiteColumn, index: string): TextAttribute => ({
  ...caseless(sql`${column}`, false),
  index,
  unique: true,
  exact: column,
});

/** A text that is compared without case, without an index. */
export const caseless = (text: SQL, nullable: boolean): TextAttribute => ({
  type: "text",
  expression: sql`lower(${text})`,
  index: null,
  nullable,
  unique: false,
  fold: lowerAscii,
});

/** A date without an index. */
export const dateOf = (column: SQLiteColumn): DatetimeAttribute => ({
  type: "datetime",
  expression: column,
  index: null,
  nullable: false,
  unique: false,
});

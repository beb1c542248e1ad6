/**
 * The log of a user as a list (docs/spec/logs.md#reading, docs/decisions/0017-upstream-differences.md#log): its
 * attributes and its rows.
 */
import type { Attribute, IntegerAttribute, Resource, TextAttribute } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { logs } from "../../storage/schema/index.ts";
import { dateOf, sequenceOf } from "../lists/index.ts";

const asIs = (value: string): string => value;

/** The sequence as text, in canonical decimal only: SQLite would also match 7 by "07". */
export const logId: TextAttribute = {
  type: "text",
  expression: logs.seq,
  index: "rowid",
  nullable: false,
  unique: true,
  fold: asIs,
  exact: sql`CAST(${logs.seq} AS TEXT)`,
};

/** The user of a log row. Every list uses the index of this column, so the attributes below need none. */
export const userSeq: IntegerAttribute = {
  type: "integer",
  expression: logs.userSeq,
  index: "logs_user_seq",
  nullable: true,
  unique: false,
};

const event: TextAttribute = {
  type: "text",
  expression: logs.event,
  index: null,
  nullable: false,
  unique: false,
  fold: asIs,
};

export const logsResource: Resource = {
  table: logs,
  sequence: sequenceOf(logs.seq),
  id: logId,
  attributes: new Map<string, Attribute>([
    ["event", event],
    ["time", dateOf(logs.createdAt)],
  ]),
  orderOnly: new Map(),
  accepts: new Map([
    ["equal", ["event"]],
    ["lessThan", ["time"]],
    ["lessThanEqual", ["time"]],
    ["greaterThan", ["time"]],
    ["greaterThanEqual", ["time"]],
    ["between", ["time"]],
    ["limit", []],
    ["offset", []],
    ["cursorAfter", []],
  ]),
  newestFirst: true,
  limit: { default: 25, max: 5_000 },
};

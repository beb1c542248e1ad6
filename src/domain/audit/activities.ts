/** Reads the log as a stream of events, for the activities API (docs/spec/events.md#activities). */
import { AppError } from "../../errors/app-error.ts";
import type { Attribute, Resource, TextAttribute } from "../../lib/queries/index.ts";
import { type SQL, sql, where } from "../../lib/sql/index.ts";
import type { ActivityRow } from "../../models/activity.ts";
import type { Page } from "../../models/model.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import { isRecord, isTexts, type Row } from "../../storage/row.ts";
import { logs, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";
import { compile, dateOf, readPage, sequenceOf } from "../lists/index.ts";
import { eventName } from "./names.ts";
import { logId, userSeq } from "./resource.ts";

/** The kind of actor, by its name on the wire. */
const actorType = sql`CASE ${logs.actorType} WHEN 'key' THEN 'keyProject' ELSE ${logs.actorType} END`;

const logged = reader({
  seq: integer(logs.seq),
  createdAt: integer(logs.createdAt),
  event: text(logs.event),
  operation: text(logs.operation),
  resource: text(logs.resource),
  item: text(logs.item),
  actorType: text(actorType),
  actorId: text(logs.actorId),
  actorName: text(logs.actorName),
  actorEmail: text(logs.actorEmail),
  ip: text(logs.ip),
  userAgent: text(logs.userAgent),
  country: text(logs.country),
  count: integer(logs.count),
});

/** Reads rows of one request. */
const readerOf =
  ({ config, url }: Context) =>
  (row: Row): ActivityRow => {
    const { createdAt, event, item, operation, resource, seq, ...facts } = logged.read(row);
    const [noun = "", ...id] = resource.split("/");
    const name = eventName({ event, item, operation, resource });
    const isToken = item !== null && name.includes(`.tokens.${item}.`);
    return {
      ...facts,
      id: String(seq),
      event: name,
      // A token for an address without a user has no parent.
      parent: item === null || noun === "token" ? "" : resource,
      // The log names some parts in the plural, and a login token by its sign-in.
      type: item === null ? noun : isToken ? "token" : (event.split(".")[0] ?? "").replace(/s$/, ""),
      typeId: item ?? id.join("/"),
      time: createdAt,
      projectId: config.projectId,
      hostname: url.hostname,
    };
  };

/** A text of the log without an index: compared on the rows of the page, the newest first. */
const plain = (expression: TextAttribute["expression"]): TextAttribute => ({
  type: "text",
  expression,
  index: null,
  nullable: false,
  unique: false,
  fold: (value) => value,
});

const sequence = sequenceOf(logs.seq);

/** Rows are only deleted from the beginning of the log, so the sequence has no gaps and gives the count. */
const total = sql`(SELECT coalesce((SELECT max(${logs.seq}) FROM ${logs}) - (SELECT min(${logs.seq}) FROM ${logs}) + 1, 0))`;

const filters = ["actorId", "actorType", "ip", "country"];

const activitiesResource: Resource = {
  table: logs,
  sequence,
  id: logId,
  attributes: new Map<string, Attribute>([
    ["actorId", plain(logs.actorId)],
    ["actorType", plain(actorType)],
    ["ip", plain(logs.ip)],
    ["country", plain(sql`coalesce(${logs.country}, '')`)],
    ["time", dateOf(logs.createdAt)],
  ]),
  orderOnly: new Map(),
  accepts: new Map([
    ["equal", filters],
    ["notEqual", filters],
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
  total,
  limit: { default: 25, max: 5_000 },
};

/** Query methods that do not filter. */
const paging: ReadonlySet<unknown> = new Set(["limit", "offset", "cursorAfter"]);

/** Parses a query. An invalid one gives an empty object: the compiler refuses it. */
function parsed(query: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(query);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** @returns the user id of a query `equal("userId", [id])`; undefined for any other query */
function userIdOf(query: string): string | undefined {
  const { attribute, method, values } = parsed(query);
  if (method !== "equal" || attribute !== "userId" || !isTexts(values) || values.length !== 1) return undefined;
  return values[0];
}

/**
 * Reads events, the newest first. `equal("userId", …)` is answered by the index of a user's rows.
 * @param counted whether the matches are counted; null: only if that reads no table
 * @throws AppError `general_argument_invalid`, `general_query_invalid`, `general_cursor_not_found`
 */
export function listActivities(
  context: Context,
  queries: readonly string[],
  counted: boolean | null,
): Promise<Page<ActivityRow>> {
  const [userId, ...more] = queries.map(userIdOf).filter((id) => id !== undefined);
  // No event belongs to two users. With a second one, all queries go to the compiler, which refuses the attribute.
  const rest = more.length > 0 ? queries : queries.filter((query) => userIdOf(query) === undefined);
  const value =
    userId === undefined
      ? null
      : seqOf(where(users)`lower(${users.id}) = ${userId.toLowerCase()} AND ${users.id} = ${userId}`);
  const plan = compile(activitiesResource, {
    queries: rest,
    total: counted ?? rest.every((query) => paging.has(parsed(query)["method"])),
    ...(value !== null && { part: { attribute: userSeq, value } }),
  });
  return readPage(context.db, plan, {
    table: logs,
    sequence: logs.seq,
    columns: logged.columns,
    toItem: readerOf(context),
  });
}

const selectLogged = (which: SQL): SQL => sql`SELECT ${logged.columns} FROM ${logs} WHERE ${which}`;

/** @throws AppError `activity_event_not_found` */
export async function getActivity(context: Context, id: string): Promise<ActivityRow> {
  const seq = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
  const { row } = await context.db.run(selectLogged(sql`${logs.seq} = ${seq}`));
  if (row === undefined) throw new AppError("activity_event_not_found");
  return readerOf(context)(row);
}

/**
 * Reads events in the order of their commits, the oldest first.
 * @param after the sequence of the last event that the caller knows; 0: from the beginning
 * @param limit events at most
 */
export async function readActivities(context: Context, after: number, limit: number): Promise<readonly ActivityRow[]> {
  const which = sql`${logs.seq} > ${after} ORDER BY ${logs.seq} LIMIT ${sql.integer(limit)}`;
  const { rows } = await context.db.run(selectLogged(which));
  return rows.map(readerOf(context));
}

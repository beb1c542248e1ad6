/**
 * Tallies: counts of each event, by hour, by day and in total (docs/spec/events.md#usage). A job counts each row of the log
 * once: it writes the counts and the cursor of counted rows in one batch.
 */
import { build, insertFrom, type SQL, sql, type Statement, where } from "../../lib/sql/index.ts";
import type { Database } from "../../storage/database.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import { logCursors, logs, tallies } from "../../storage/schema/index.ts";
import type { Row } from "../../storage/row.ts";
import type { UsagePoint } from "../../models/usage.ts";
import { failedSignIn, nameForm } from "./names.ts";

/** Rows that one batch counts. */
const page = 5_000;

const hour = 3_600_000;
const day = 24 * hour;

/** How long hours are kept, in milliseconds: 24 of them are shown. */
const hoursKept = 2 * day;

type Unit = "hour" | "day" | "ever";

interface Tally {
  readonly unit: Unit;
  /** The name of an event, with `*` for its ids. */
  readonly event: string;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly n: number;
}

/** The tallies that events of an instant are counted in. */
const talliesOf = (event: string, time: number, n: number): readonly Tally[] => [
  { unit: "hour", event, start: Math.floor(time / hour) * hour, n },
  { unit: "day", event, start: Math.floor(time / day) * day, n },
  { unit: "ever", event, start: 0, n },
];

/** Tallies of the same unit, event and start as one. */
function merge(counts: readonly Tally[]): readonly Tally[] {
  const merged = new Map<string, Tally>();
  for (const each of counts) {
    const key = `${each.unit} ${each.event} ${each.start}`;
    merged.set(key, { ...each, n: each.n + (merged.get(key)?.n ?? 0) });
  }
  return [...merged.values()];
}

/** A statement that adds to the tallies. @param condition whether it does */
function add(counts: readonly Tally[], condition: SQL): Statement {
  const field = (name: keyof Tally) => sql`value ->> ${`$.${name}`}`;
  return insertFrom(
    tallies,
    { unit: field("unit"), event: field("event"), start: field("start"), n: field("n") },
    sql`FROM json_each(${JSON.stringify(counts)}) WHERE ${condition}`,
  ).onConflictDoUpdate({
    target: [tallies.unit, tallies.event, tallies.start],
    set: { n: sql`${tallies.n} + excluded.n` },
  });
}

/** A statement that counts an event at once. For events that share a log row, which the job leaves out. */
export const countNow = (event: string, now: number): Statement => add(talliesOf(event, now, 1), sql`1`);

/** A statement that deletes hours of events that no chart shows any more. */
const dropHours = (events: readonly string[], now: number): Statement =>
  build.delete(tallies).where(
    where(
      tallies,
    )`${tallies.unit} = 'hour' AND ${tallies.event} IN (SELECT value FROM json_each(${JSON.stringify(events)}))
        AND ${tallies.start} < ${now - hoursKept}`,
  );

const isOurs = where(logCursors)`${logCursors.name} = 'tallies'`;
const mark = sql`(SELECT ${logCursors.seq} FROM ${logCursors} WHERE ${isOurs})`;

const cursor = reader({ seq: integer(logCursors.seq) });
const group = reader({
  event: text(logs.event),
  operation: text(logs.operation),
  /** The resource of one row of the group: names are counted without their ids, so any row gives the same name. */
  resource: text(sql`min(${logs.resource})`),
  hours: integer(sql`${logs.createdAt} / ${hour}`),
  rows: integer(sql`count(*)`),
  last: integer(sql`max(${logs.seq})`),
});

/** The result of a run. */
export interface Report {
  /** Rows of the log that were counted. */
  readonly counted: number;
  /** Whether all rows are counted. */
  readonly isDone: boolean;
}

/**
 * Counts the next rows of the log, 5,000 at most. Of concurrent runs, only one counts a row.
 * @param now milliseconds since the Unix epoch
 */
export async function tallyPage(db: Database, now: number): Promise<Report> {
  const read = db.batch();
  const marked = read.add(sql`SELECT ${cursor.columns} FROM ${logCursors} WHERE ${isOurs}`);
  const grouped = read.add(
    sql`SELECT ${group.columns}
      FROM (SELECT * FROM ${logs} WHERE ${logs.seq} > ${mark} ORDER BY ${logs.seq} LIMIT ${sql.integer(page)}) AS ${logs}
      GROUP BY ${logs.event}, ${logs.operation}, ${logs.createdAt} / ${hour}`,
  );
  await read.run();
  const groups = grouped.rows.map(group.read);
  if (marked.row === undefined || groups.length === 0) return { counted: 0, isDone: true };
  const before = cursor.read(marked.row).seq;
  const counts = groups.flatMap((each) => talliesOf(nameForm({ ...each, item: null }), each.hours * hour, each.rows));
  const isKept = ({ event, start, unit }: Tally) =>
    // Failed sign-ins are counted as they happen.
    event !== failedSignIn && (unit !== "hour" || start > now - hoursKept);
  const isUncounted = sql`${mark} = ${before}`;
  const write = db.batch();
  write.add(add(merge(counts.filter(isKept)), isUncounted));
  write.add(dropHours([failedSignIn, ...new Set(counts.map(({ event }) => event))], now));
  const moved = write.add(
    build
      .update(logCursors)
      .set({ seq: Math.max(...groups.map(({ last }) => last)) })
      .where(where(logCursors)`${isOurs} AND ${logCursors.seq} = ${before}`)
      .returning(cursor.returning),
  );
  await write.run();
  const rows = groups.reduce((sum, each) => sum + each.rows, 0);
  return moved.row === undefined ? { counted: 0, isDone: false } : { counted: rows, isDone: rows < page };
}

/** The ranges of a chart: how long its points are, and how many it has. */
const ranges = {
  "24h": { unit: "hour", length: hour, points: 24 },
  "30d": { unit: "day", length: day, points: 30 },
  "90d": { unit: "day", length: day, points: 90 },
} as const satisfies Readonly<Record<string, { unit: Unit; length: number; points: number }>>;

export type UsageRange = keyof typeof ranges;

export const usageRanges = ["24h", "30d", "90d"] as const satisfies readonly UsageRange[];

const point = reader({
  event: text(tallies.event),
  unit: text(tallies.unit),
  start: integer(tallies.start),
  n: integer(tallies.n),
});

/** The counts of an event. */
export interface Usage {
  /** All events since the beginning of the log when it was first counted. */
  readonly total: number;
  /** The hours or days of a range, the oldest first. */
  readonly points: readonly UsagePoint[];
}

/**
 * A query for the tallies of events.
 * @param events names with `*` for ids
 */
export function selectUsage(events: readonly string[], range: UsageRange, now: number): SQL {
  const { length, unit } = ranges[range];
  const [first] = startsOf(range, now);
  return sql`SELECT ${point.columns} FROM json_each(${JSON.stringify(events)}) CROSS JOIN ${tallies}
    WHERE ${tallies.event} = value AND (${tallies.unit} = ${unit} AND ${tallies.start} >= ${first ?? length}
      OR ${tallies.unit} = 'ever' AND ${tallies.start} = 0)`;
}

/** The beginnings of the hours or days of a range, the oldest first; the current one is the last. */
function startsOf(range: UsageRange, now: number): readonly number[] {
  const { length, points } = ranges[range];
  const current = Math.floor(now / length);
  return Array.from({ length: points }, (_, index) => (current - points + 1 + index) * length);
}

/** The usage of an event, from the rows of `selectUsage`. */
export function toUsage(rows: readonly Row[], event: string, range: UsageRange, now: number): Usage {
  const read = rows.map(point.read).filter((row) => row.event === event);
  const byStart = new Map(read.filter(({ unit }) => unit !== "ever").map(({ n, start }) => [start, n]));
  return {
    total: read.find(({ unit }) => unit === "ever")?.n ?? 0,
    points: startsOf(range, now).map((date) => ({ date, value: byStart.get(date) ?? 0 })),
  };
}

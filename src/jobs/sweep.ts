/**
 * The sweep: deletes expired rows, and log rows past their retention, in batches that do not strain the database. It
 * stores no progress: the next run finds the rows that are left.
 */
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { Unavailable } from "../errors/unavailable.ts";
import { build, type SQL, sql } from "../lib/sql/index.ts";
import type { Database } from "../storage/database.ts";
import {
  challenges,
  locks,
  logs,
  messages,
  oauth2Flows,
  rateLimits,
  sessions,
  tokens,
  webhooks,
} from "../storage/schema/index.ts";

/** Rows of a table that one batch deletes. That takes a fraction of a second, during which other statements wait. */
export const rowsPerBatch = 5_000;

/** Batches of one run. With a statement for each table, they stay below D1's limit of 1,000 queries in an invocation. */
export const batchesMax = 100;

const day = 86_400_000;

type Name = "sessions" | "tokens" | "challenges" | "messages" | "oauth2Flows" | "rateLimits" | "locks" | "logs";

/** The result of a run. */
export interface Report {
  /** The number of deleted rows. */
  readonly swept: Readonly<Record<Name, number>>;
  /** No row is left to delete. */
  readonly isDone: boolean;
}

/** Rows to delete, with the name they are reported under. */
interface Expired {
  readonly name: Name;
  readonly table: SQLiteTable;
  /** Picks the first of them, `rowsPerBatch` at most. */
  readonly where: SQL;
  /** The number of deleted rows from which on there may be more. */
  readonly moreFrom: number;
}

/**
 * Tables with an end date, and an index on it. `key` is the table's primary key. A session still counts at the very
 * instant of its end, so a row is deleted only after that instant.
 */
const endings = [
  { name: "sessions", table: sessions, key: sessions.seq, expire: sessions.expire },
  { name: "tokens", table: tokens, key: tokens.seq, expire: tokens.expire },
  { name: "challenges", table: challenges, key: challenges.seq, expire: challenges.expire },
  { name: "messages", table: messages, key: messages.seq, expire: messages.expire },
  { name: "oauth2Flows", table: oauth2Flows, key: oauth2Flows.seq, expire: oauth2Flows.expire },
  { name: "rateLimits", table: rateLimits, key: rateLimits.bucket, expire: rateLimits.expire },
  { name: "locks", table: locks, key: locks.account, expire: locks.expire },
] as const;

function ended({ expire, key, name, table }: (typeof endings)[number], now: number): Expired {
  const keys = sql`SELECT ${key} FROM ${table} WHERE ${expire} < ${now} LIMIT ${sql.integer(rowsPerBatch)}`;
  return { name, table, where: sql`${key} IN (${keys})`, moreFrom: rowsPerBatch };
}

/** Days that a row waits beyond its retention for webhooks that have not received it. */
const graceDays = 7;

/** The number up to which every enabled webhook has received the events; NULL: there is none. */
const delivered = sql`SELECT min(coalesce((SELECT min(json_extract(value, '$.seq')) - 1 FROM json_each(${webhooks.pending})),
  ${webhooks.cursor})) FROM ${webhooks} WHERE ${webhooks.enabled} = 1`;

/**
 * Log rows whose retention has passed and that webhooks have received. The log has no index by date: its rows are in
 * the order in which they were written, so only its head is read. A few rows with a future date, from a wrong clock, do
 * not stop the deletion of the rows behind them; a head full of them does, until their date has passed.
 */
function expiredLogs(now: number, days: number): Expired {
  const head = sql`(SELECT max(seq) FROM (SELECT ${logs.seq} AS seq FROM ${logs} ORDER BY ${logs.seq} LIMIT ${sql.integer(rowsPerBatch)}))`;
  const isDelivered = sql`${logs.seq} <= coalesce((${delivered}), ${Number.MAX_SAFE_INTEGER})`;
  const isOverdue = sql`${logs.createdAt} <= ${now - (days + graceDays) * day}`;
  const where = sql`${logs.seq} <= ${head} AND ${logs.createdAt} <= ${now - days * day} AND (${isDelivered} OR ${isOverdue})`;
  return { name: "logs", table: logs, where, moreFrom: 1 };
}

/**
 * Deletes rows that had ended at `now`, and log rows past their retention: up to `rowsPerBatch` × `batchesMax` rows of
 * each table.
 * @param now milliseconds since the Unix epoch
 * @param logRetention days that a row of the log is kept; null: for ever
 * @throws errors of D1, except for a stall, which ends the run; the batches before it stay done
 */
export function sweep(db: Database, now: number, logRetention: number | null): Promise<Report> {
  const expired = endings.map((ending) => ended(ending, now));
  if (logRetention !== null) expired.push(expiredLogs(now, logRetention));
  return sweepOn(db, {
    swept: { sessions: 0, tokens: 0, challenges: 0, messages: 0, oauth2Flows: 0, rateLimits: 0, locks: 0, logs: 0 },
    expired,
  });
}

/** The state of a run. */
interface Run extends Pick<Report, "swept"> {
  /** The tables that may have more rows to delete. */
  readonly expired: readonly Expired[];
  readonly batches?: number;
}

/** Continues, batch after batch, while there may be more. */
async function sweepOn(db: Database, { batches = 0, expired, swept }: Run): Promise<Report> {
  if (expired.length === 0 || batches === batchesMax) return { swept, isDone: expired.length === 0 };
  const batch = db.batch();
  const deleted = expired.map((each) => ({
    ...each,
    deleted: batch.add(
      build
        .delete(each.table)
        .where(each.where)
        .returning({ one: sql`1` }),
    ),
  }));
  try {
    await batch.run();
  } catch (error) {
    // The next run begins with the rows that this one has left.
    if (error instanceof Unavailable) return { swept, isDone: false };
    throw error;
  }
  const counts = deleted.map(({ deleted, ...each }) => ({ ...each, count: deleted.rows.length }));
  return sweepOn(db, {
    swept: { ...swept, ...Object.fromEntries(counts.map(({ count, name }) => [name, swept[name] + count])) },
    expired: counts.filter(({ count, moreFrom }) => count >= moreFrom),
    batches: batches + 1,
  });
}

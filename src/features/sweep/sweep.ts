/**
 * The sweep: deletes what has ended and is honoured no more, in batches that a database takes in its stride. It keeps no
 * note of where it was: what a run leaves, the next one finds.
 */
import { lte, sql } from "drizzle-orm";
import { build, type Database, type Statement } from "../../storage/db.ts";
import { rateLimits, sessions, tokens } from "../../storage/schema/index.ts";

/** Rows of a table that one batch deletes: a fraction of a second's work, while which others wait. */
export const rowsPerBatch = 5_000;

/** Batches of one run. With a statement for each table they stay below the 1,000 queries that D1 allows an invocation. */
export const batchesMax = 100;

/** What ends, by the name it is reported under. `key` is the table's primary key. */
const sweepable = {
  sessions: { table: sessions, key: sessions.seq, expire: sessions.expire },
  tokens: { table: tokens, key: tokens.seq, expire: tokens.expire },
  rateLimits: { table: rateLimits, key: rateLimits.bucket, expire: rateLimits.expire },
} as const;

type Name = keyof typeof sweepable;

/** What a run has done. */
export interface Report {
  /** Rows that went. */
  readonly swept: Readonly<Record<Name, number>>;
  /** Nothing is left that had ended. */
  readonly isDone: boolean;
}

/**
 * Deletes what had ended at `now`, up to `rowsPerBatch` × `batchesMax` rows of each table.
 * @param now milliseconds since the Unix epoch
 * @throws what D1 throws; the batches before it stay done
 */
export const sweep = (db: Database, now: number): Promise<Report> =>
  sweepOn(db, now, { swept: { sessions: 0, tokens: 0, rateLimits: 0 }, names: ["sessions", "tokens", "rateLimits"] });

/** A run that is under way. */
interface Run extends Pick<Report, "swept"> {
  /** The tables that may have more. */
  readonly names: readonly Name[];
  readonly batches?: number;
}

/** Goes on, batch after batch: a table whose batch was not full has nothing left. */
async function sweepOn(db: Database, now: number, { batches = 0, names, swept }: Run): Promise<Report> {
  if (names.length === 0 || batches === batchesMax) return { swept, isDone: names.length === 0 };
  const deleted = await db.batch(names.map((name) => deleteEnded(name, now)));
  const counts = names.map((name, index) => ({ name, count: deleted[index]?.length ?? 0 }));
  return sweepOn(db, now, {
    swept: { ...swept, ...Object.fromEntries(counts.map(({ count, name }) => [name, swept[name] + count])) },
    names: counts.filter(({ count }) => count === rowsPerBatch).map(({ name }) => name),
    batches: batches + 1,
  });
}

/** Deletes the first rows that have ended, and returns one row for each. */
function deleteEnded(name: Name, now: number): Statement {
  const { expire, key, table } = sweepable[name];
  const ended = build.select({ key }).from(table).where(lte(expire, now)).limit(rowsPerBatch);
  return build
    .delete(table)
    .where(sql`${key} IN ${ended}`)
    .returning({ one: sql`1` });
}

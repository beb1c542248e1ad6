/** Reads the events of a run from the log: waiting events, later events of their subjects, and events after the cursor. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { Database } from "../../storage/database.ts";
import { integer, reader, type RowOf, text } from "../../storage/reader.ts";
import { logs } from "../../storage/schema/index.ts";

const event = reader({
  seq: integer(logs.seq),
  createdAt: integer(logs.createdAt),
  event: text(logs.event),
  operation: text(logs.operation),
  resource: text(logs.resource),
  item: text(logs.item),
  userSeq: integer(logs.userSeq),
  actorType: text(logs.actorType),
  actorId: text(logs.actorId),
  ip: text(logs.ip),
  userAgent: text(logs.userAgent),
  country: text(logs.country),
});

/** A row of the log that is delivered. */
export type DueEvent = RowOf<typeof event>;

/** The subject of an event: events of one subject keep their order. */
export const subjectOf = ({ resource, userSeq }: Pick<DueEvent, "resource" | "userSeq">): string =>
  userSeq === null ? resource : `user/${userSeq}`;

/** Whether a row of the log is about a subject. Both forms use the index on `user_seq`. */
function isAbout(subject: string): SQL {
  const userSeq = /^user\/(\d+)$/.exec(subject)?.[1];
  return userSeq === undefined
    ? sql`${logs.userSeq} IS NULL AND ${logs.resource} = ${subject}`
    : sql`${logs.userSeq} = ${Number(userSeq)}`;
}

/** The request for the events of a round. */
export interface Wanted {
  /** Numbers of the waiting events that are due. */
  readonly seqs: readonly number[];
  /** Subjects whose events after a number are read too, up to the cursor. */
  readonly behind: readonly { readonly subject: string; readonly seq: number }[];
  /** Events of each such subject, at most. */
  readonly behindMax: number;
  readonly cursor: number;
  /** Events after the cursor, at most. */
  readonly page: number;
}

/** The requested events, each list in the order of their numbers. */
export interface ReadEvents {
  readonly waiting: readonly DueEvent[];
  /** In the order of the subjects. */
  readonly behind: readonly (readonly DueEvent[])[];
  readonly fresh: readonly DueEvent[];
}

/** Reads events, in one batch. */
export async function readEvents(db: Database, { behind, behindMax, cursor, page, seqs }: Wanted): Promise<ReadEvents> {
  const batch = db.batch();
  const waiting = batch.add(
    sql`SELECT ${event.columns} FROM ${logs}
      WHERE ${logs.seq} IN (SELECT value FROM json_each(${JSON.stringify(seqs)})) ORDER BY ${logs.seq}`,
  );
  const followers = behind.map(({ seq, subject }) =>
    batch.add(
      sql`SELECT ${event.columns} FROM ${logs} WHERE ${isAbout(subject)} AND ${logs.seq} > ${seq} AND ${logs.seq} <= ${cursor}
        ORDER BY ${logs.seq} LIMIT ${sql.integer(behindMax)}`,
    ),
  );
  const fresh = batch.add(
    sql`SELECT ${event.columns} FROM ${logs} WHERE ${logs.seq} > ${cursor} ORDER BY ${logs.seq} LIMIT ${sql.integer(page)}`,
  );
  await batch.run();
  return {
    waiting: waiting.rows.map(event.read),
    behind: followers.map(({ rows }) => rows.map(event.read)),
    fresh: fresh.rows.map(event.read),
  };
}

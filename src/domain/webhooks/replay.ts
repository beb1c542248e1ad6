/** Replays: a webhook receives the events from a point of the log on again. */
import { type SQL, sql } from "../../lib/sql/index.ts";
import type { WebhookRow } from "../../models/webhook.ts";
import { logs } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { change, lastSeq, well } from "./store.ts";

/** A point of the log: the number of its first row, or an instant in milliseconds since the Unix epoch. */
export type ReplayFrom = { readonly seq: number } | { readonly time: number };

/** Clocks of requests differ from the order of commits by less than this, in milliseconds. */
const tolerance = 60_000;

/** The number of the first row at or after an instant, found by bisection: rows have no index by time. */
function seqAt(time: number): SQL {
  const middle = sql`(lo + hi) / 2`;
  const isBefore = sql`(SELECT ${logs.createdAt} FROM ${logs} WHERE ${logs.seq} >= ${middle} ORDER BY ${logs.seq} LIMIT 1) < ${time - tolerance}`;
  return sql`(WITH RECURSIVE part(lo, hi) AS (
    SELECT coalesce((SELECT min(${logs.seq}) FROM ${logs}), 1), ${lastSeq} + 1
    UNION ALL
    SELECT CASE WHEN ${isBefore} THEN ${middle} + 1 ELSE lo END, CASE WHEN ${isBefore} THEN hi ELSE ${middle} END
    FROM part WHERE lo < hi)
    SELECT lo FROM part WHERE lo >= hi LIMIT 1)`;
}

/**
 * Replays the log to a webhook from a point on. Pending retries are dropped: later ones are part of the replay, and
 * earlier ones are given up.
 * @throws AppError `webhook_not_found`
 */
export const replayWebhook = (context: Context, id: string, from: ReplayFrom): Promise<WebhookRow> =>
  change(context, id, {
    cursor: sql`max(0, min(${lastSeq}, ${"seq" in from ? sql`${from.seq}` : seqAt(from.time)} - 1))`,
    pending: "[]",
    pendingAt: null,
    // Without its lease, a run in progress cannot write its outcome.
    lease: "",
    leaseEnd: 0,
    ...well,
  });

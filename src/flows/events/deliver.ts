/** The dispatcher: delivers the events of the log to webhooks, at least once and in order (docs/spec/events.md#deliveries). */
import { matches, patternsOf } from "../../domain/audit/index.ts";
import type { Config } from "../../domain/context/index.ts";
import {
  noteNoWebhooks,
  openCredentials,
  type DueEvent,
  readEvents,
  settleWebhook,
  subjectOf,
  type Taken,
  takeWebhooks,
} from "../../domain/webhooks/index.ts";
import type { Database } from "../../storage/database.ts";
import { withBodies } from "./payloads.ts";
import { postEvent } from "./post-event.ts";
import { dueOf, pendingMax, runRound } from "./round.ts";

/** What a run may take. */
export interface RunLimits {
  /** Events that are read at once. */
  readonly page: number;
  /** How long it delivers, and how long its lease lasts, in milliseconds. */
  readonly budgetMs: number;
  readonly leaseMs: number;
}

/** After a request: soon done, so that the invocation ends. */
export const kickLimits: RunLimits = { page: 12, budgetMs: 20_000, leaseMs: 35_000 };

/** By the clock. */
export const cronLimits: RunLimits = { page: 100, budgetMs: 40_000, leaseMs: 60_000 };

/** Longer than any wait, in milliseconds: an instant beyond it was written by a clock that was wrong. */
const horizon = 2 * 86_400_000;

/** What a run has done. */
export interface Report {
  readonly webhooks: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Delivers what is due. Of runs at the same time, each webhook is one's. */
export async function deliverEvents(config: Config, db: Database, limits: RunLimits): Promise<Report> {
  const now = Date.now();
  const lease = crypto.randomUUID();
  const { isAnyEnabled, taken } = await takeWebhooks(db, now, lease, limits.leaseMs);
  if (!isAnyEnabled) noteNoWebhooks(config.db, now);
  const counts = { delivered: 0, failed: 0 };
  const deadline = now + limits.budgetMs;
  // One that fails ends none of the others.
  const runs = await Promise.allSettled(
    taken.map((webhook) => deliverTo(config, db, webhook, { lease, limits, deadline, counts })),
  );
  for (const run of runs) if (run.status === "rejected") throw run.reason;
  return { webhooks: taken.length, ...counts };
}

interface Run {
  readonly lease: string;
  readonly limits: RunLimits;
  readonly deadline: number;
  readonly counts: { delivered: number; failed: number };
}

/** Delivers round after round, until nothing is due or the time is up. */
async function deliverTo(config: Config, db: Database, webhook: Taken, run: Run): Promise<void> {
  const { counts, deadline, lease, limits } = run;
  const now = Date.now();
  const credentials = await openCredentials(config, webhook, now);
  const { due, waiting } = dueOf(webhook.pending, now, horizon);
  const isFull = webhook.pending.length >= pendingMax;
  const seqs = due.map(({ seq }) => seq);
  const page = isFull || (webhook.nextAt > now && webhook.nextAt <= now + horizon) ? 0 : limits.page;
  const read = await readEvents(db, webhook, seqs, page);
  const fresh = read.fresh.filter((event) => matches(webhook.events, patternsOf(event)));
  const payloads = await withBodies(db, [...read.waiting, ...fresh]);
  const bySeq = new Map(payloads.map((payload) => [payload.event.seq, payload]));
  const triesOf = new Map(due.map(({ seq, tries }) => [seq, tries]));
  const toQueued = (event: DueEvent) => ({
    seq: event.seq,
    subject: subjectOf(event),
    tries: triesOf.get(event.seq) ?? 0,
  });

  const outcome = await runRound({
    webhook,
    queue: [...read.waiting, ...fresh].map(toQueued),
    waiting,
    cursor: read.fresh.at(-1)?.seq ?? webhook.cursor,
    now: Date.now,
    deadline,
    async post({ seq }) {
      const payload = bySeq.get(seq);
      if (payload === undefined) throw new Error(`The event ${seq} is delivered without having been read.`);
      const sent = await postEvent({ webhook, credentials, projectId: config.projectId, ...payload });
      counts[sent.ok ? "delivered" : "failed"] += 1;
      return sent;
    },
    giveUp: ({ seq }, error) =>
      console.error(
        JSON.stringify({ level: "error", event: "webhook_event_dropped", webhookId: webhook.id, seq, error }),
      ),
  });
  const isLast = Date.now() >= deadline || outcome.nextAt > Date.now();
  const goesOn = await settleWebhook(db, webhook, lease, outcome, Date.now(), isLast);
  if (goesOn) await deliverTo(config, db, { ...webhook, ...outcome, failingSince: outcome.failingSince }, run);
}

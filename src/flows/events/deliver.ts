/** The dispatcher: delivers the events of the log to webhooks, at least once and in order (docs/spec/events.md#deliveries). */
import { matches, patternsOf } from "../../domain/audit/index.ts";
import type { Config } from "../../domain/context/index.ts";
import {
  type Credentials,
  type DueEvent,
  noteNoWebhooks,
  openCredentials,
  type Outcome,
  readEvents,
  settleWebhook,
  subjectOf,
  type Taken,
  takeWebhooks,
} from "../../domain/webhooks/index.ts";
import type { Database } from "../../storage/database.ts";
import { bodiesOf } from "./bodies.ts";
import { postEvent } from "./post-event.ts";
import { pendingMax, type Queued, runRound } from "./round.ts";
import { Slots } from "./slots.ts";
import { dueOf, isDue, webhookBackOff } from "./waiting.ts";

/** The bounds of a run. */
export interface RunLimits {
  /** The most events of a round: of the pending ones, and of the new ones. */
  readonly page: number;
  /** The time in which deliveries may begin, and the duration of the leases, in milliseconds. */
  readonly budgetMs: number;
  readonly leaseMs: number;
  /** The most deliveries, and rounds of reading and settling: an invocation may make 1,000 requests, D1 queries included. */
  readonly posts: number;
  readonly rounds: number;
}

/** Limits after a request: the runtime ends background work 30 s after the answer, so the last delivery begins well before. */
export const kickLimits: RunLimits = { page: 12, budgetMs: 15_000, leaseMs: 35_000, posts: 200, rounds: 60 };

/** Limits of a cron run. */
export const cronLimits: RunLimits = { page: 100, budgetMs: 40_000, leaseMs: 60_000, posts: 600, rounds: 60 };

/** Events that a round reads behind one placeholder (`hasMore`). */
const behindMax = 20;

/** Requests to endpoints at a time, of all webhooks: an invocation may have six connections open. */
const connections = 6;

/** The result of a run. */
export interface Report {
  readonly webhooks: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Delivers due events. Concurrent runs never share a webhook: one of them holds its lease. */
export async function deliverEvents(config: Config, db: Database, limits: RunLimits): Promise<Report> {
  const now = Date.now();
  const lease = crypto.randomUUID();
  const { isAnyEnabled, taken } = await takeWebhooks(db, now, lease, limits.leaseMs);
  if (!isAnyEnabled) noteNoWebhooks(config.db, now);
  const run: Run = {
    config,
    db,
    lease,
    page: limits.page,
    deadline: now + limits.budgetMs,
    slots: new Slots(connections, limits.posts),
    rounds: limits.rounds,
    counts: { delivered: 0, failed: 0 },
  };
  await Promise.all(taken.map((webhook) => deliverTo(run, webhook)));
  return { webhooks: taken.length, ...run.counts };
}

interface Run {
  readonly config: Config;
  readonly db: Database;
  readonly lease: string;
  readonly page: number;
  /** The time after which no delivery begins, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  readonly slots: Slots;
  /** Rounds that are left. */
  rounds: number;
  readonly counts: { delivered: number; failed: number };
}

/** Whether the run has ended: its deadline or its slots are used up. */
const isSpent = ({ deadline, slots }: Run): boolean => slots.areSpent || Date.now() >= deadline;

const report = (webhook: Taken, event: string, fields: object) =>
  console.error(JSON.stringify({ level: "error", event, webhookId: webhook.id, ...fields }));

/** Delivers round after round, until no event is due or the run is over. A failure at one webhook stops no other. */
async function deliverTo(run: Run, webhook: Taken): Promise<void> {
  try {
    let state: Taken | null = webhook;
    const credentials = await credentialsOf(run, webhook);
    // oxlint-disable-next-line no-await-in-loop -- each round continues from the state of the previous one
    while (state !== null) state = await settle(run, state, await outcomeOf(run, state, credentials));
  } catch (error) {
    // The lease expires, and the next run finds the webhook unchanged.
    const { message } = error instanceof Error ? error : new Error("A non-Error value was thrown.");
    report(webhook, "webhook_run_failed", { error: message });
  }
}

/** @returns the credentials; null: they cannot be opened, which is logged for the operator */
async function credentialsOf({ config }: Run, webhook: Taken): Promise<Credentials | null> {
  try {
    return await openCredentials(config, webhook, Date.now());
  } catch {
    report(webhook, "webhook_sealed", { error: "The secret or the password cannot be opened with SECRET_KEY." });
    return null;
  }
}

/** Writes an outcome. @returns the state of the next round; null: the run ends for this webhook */
async function settle(run: Run, webhook: Taken, outcome: Outcome): Promise<Taken | null> {
  const now = Date.now();
  const isLast = run.rounds <= 0 || isSpent(run) || outcome.nextAt > now;
  const { goesOn, isWritten } = await settleWebhook(run.db, webhook, run.lease, outcome, now, isLast);
  if (isWritten && outcome.disables) report(webhook, "webhook_disabled", { error: outcome.error });
  return goesOn ? { ...webhook, ...outcome } : null;
}

const outcomeOf = (run: Run, webhook: Taken, credentials: Credentials | null): Promise<Outcome> | Outcome =>
  credentials === null ? sealedOutcome(webhook) : deliverRound(run, webhook, credentials);

/** The state of a webhook whose secret cannot be opened: it backs off as for an endpoint that is down. */
function sealedOutcome({ attempts, cursor, dropped, failingSince, pending }: Taken): Outcome {
  const now = Date.now();
  const since = failingSince ?? now;
  const nextAt = now + webhookBackOff(now - since);
  return {
    cursor,
    dropped,
    nextAt,
    pending: pending.map((each) => ({ ...each, nextAt: Math.max(each.nextAt, nextAt) })),
    attempts: attempts + 1,
    failingSince: since,
    error: "The secret cannot be opened. Rotate it.",
    disables: false,
  };
}

/** Reads due events, and delivers them. */
async function deliverRound(run: Run, webhook: Taken, credentials: Credentials): Promise<Outcome> {
  run.rounds -= 1;
  const now = Date.now();
  const { due, unfolded, waiting } = dueOf(webhook.pending, now, run.page);
  const isFull = webhook.pending.length >= pendingMax;
  const page = isFull || !isDue(webhook.nextAt, now) ? 0 : run.page;
  const seqs = due.map(({ seq }) => seq);
  // One event more than are delivered: it becomes the placeholder of the rest.
  const wanted = { seqs, behind: unfolded, behindMax: behindMax + 1, cursor: webhook.cursor, page };
  const read = await readEvents(run.db, wanted);
  const rest = read.behind.flatMap((events) => events.slice(behindMax));
  const isWanted = (event: DueEvent) => matches(webhook.events, patternsOf(event));
  const again = [...read.waiting, ...read.behind.flatMap((events) => events.slice(0, behindMax))]
    .filter(isWanted)
    .toSorted((a, b) => a.seq - b.seq);
  const fresh = read.fresh.filter(isWanted);
  const events = new Map([...again, ...fresh].map((event) => [event.seq, event]));
  const bodyOf = await bodiesOf(run.db, [...events.values()]);
  const triesOf = new Map(due.map(({ seq, tries }) => [seq, tries]));
  const toQueued = (event: DueEvent): Queued => ({
    seq: event.seq,
    subject: subjectOf(event),
    tries: triesOf.get(event.seq) ?? 0,
  });
  const found = new Set(read.waiting.map(({ seq }) => seq));
  const gone = seqs.filter((seq) => !found.has(seq));
  for (const seq of gone) report(webhook, "webhook_event_dropped", { seq, error: "The log no longer has it." });

  return runRound({
    webhook: { ...webhook, dropped: webhook.dropped + gone.length },
    due: again.map(toQueued),
    waiting: [...waiting, ...rest.map((event) => ({ ...toQueued(event), nextAt: now, hasMore: true }))],
    fresh: fresh.map(toQueued),
    cursor: read.fresh.at(-1)?.seq ?? webhook.cursor,
    now: Date.now,
    isSpent: () => isSpent(run),
    post: ({ seq }, isOver) =>
      run.slots.use(() => {
        const event = events.get(seq);
        return event === undefined || isOver() ? null : post(run, webhook, credentials, event, bodyOf);
      }),
    giveUp: ({ seq }, error) => report(webhook, "webhook_event_dropped", { seq, error }),
  });
}

async function post(
  { config: { projectId }, counts }: Run,
  webhook: Taken,
  credentials: Credentials,
  event: DueEvent,
  bodyOf: (event: DueEvent) => string,
) {
  const sent = await postEvent({ webhook, credentials, projectId, event, body: () => bodyOf(event) });
  counts[sent.ok ? "delivered" : "failed"] += 1;
  return sent;
}

/**
 * One round of deliveries for a webhook: what is due goes out, and what becomes of it is the webhook's next state. The order of
 * events holds within a subject: behind one that fails, its subject's later ones wait; other subjects go on.
 */
import type { Failure } from "./post-event.ts";
import type { Outcome, Pending, Taken } from "../../domain/webhooks/index.ts";
import type { Result } from "../../errors/result.ts";

/** Deliveries at the same time: an invocation may have six connections open. */
const concurrency = 6;

/** Failures without a success between them that mean that the endpoint is down. */
const downAfter = 6;

/** Events that may wait; with more, nothing new is read. */
export const pendingMax = 1_000;

/** Tries of one event, over almost three days; then it is given up. */
const triesMax = 13;

/** An endpoint that has failed for so long, without a success, is disabled; in milliseconds. */
const downMax = 3 * 86_400_000;

const minute = 60_000;

/** How long to wait after failures, in milliseconds: twice as long each time, up to a day. */
const backOff = (failures: number): number => Math.min(2 ** Math.max(0, failures - 1), 1_440) * minute;

/** An event of a round. */
interface Queued {
  readonly seq: number;
  readonly subject: string;
  /** Tries that have failed. */
  readonly tries: number;
}

/** Events that wait, by whether this round tries them: those of a subject whose first is due, all of them. */
export function dueOf(pending: readonly Pending[], now: number, horizon: number) {
  const first = new Map<string, Pending>();
  for (const each of pending) if (!first.has(each.subject)) first.set(each.subject, each);
  const isDue = ({ subject }: Pending): boolean => {
    const nextAt = first.get(subject)?.nextAt ?? 0;
    return nextAt <= now || nextAt > now + horizon;
  };
  return { due: pending.filter(isDue), waiting: pending.filter((each) => !isDue(each)) };
}

interface Round {
  readonly webhook: Taken;
  /** Events to try, in the order of their numbers: those that waited come first. */
  readonly queue: readonly Queued[];
  /** Events that wait on. */
  readonly waiting: readonly Pending[];
  /** The cursor after the round. */
  readonly cursor: number;
  readonly now: () => number;
  /** When the round stops trying, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  readonly post: (event: Queued) => Promise<Result<null, Failure>>;
  /** Tells the operator of an event that is given up. */
  readonly giveUp: (event: Queued, error: string) => void;
}

/** @returns the state after the round; null: the endpoint is down, and nothing was delivered: the cursor stays */
export async function runRound(round: Round): Promise<Outcome> {
  const { cursor, deadline, giveUp, now, post, queue, waiting, webhook } = round;
  let { attempts, dropped, failingSince } = webhook;
  const state = { inARow: 0, delivered: 0, isGone: false, error: null as string | null };
  const parked: Pending[] = [...waiting];
  const bySubject = new Map<string, Queued[]>();
  for (const event of queue) bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  // Behind an event that waits on, its subject's later ones do.
  const blocked = new Map(waiting.map(({ nextAt, subject }) => [subject, nextAt]));
  const subjects = [...bySubject.entries()];
  const isOver = () => state.isGone || state.inARow >= downAfter || now() >= deadline;

  const park = (events: readonly Queued[], nextAt: number) => {
    for (const { seq, subject, tries } of events) parked.push({ seq, subject, tries, nextAt });
  };

  async function deliver(subject: string, events: readonly Queued[]): Promise<void> {
    const held = blocked.get(subject);
    if (held !== undefined) {
      park(events, held);
      return;
    }
    for (const [index, event] of events.entries()) {
      if (isOver()) {
        park(events.slice(index), now());
        return;
      }
      // oxlint-disable-next-line no-await-in-loop -- the events of one subject go one after the other
      const sent = await post(event);
      if (sent.ok) {
        [state.inARow, attempts, failingSince] = [0, 0, null];
        state.delivered += 1;
        continue;
      }
      const { error, isGone } = sent.error;
      state.inARow += 1;
      state.isGone ||= isGone;
      state.error = error;
      attempts += 1;
      failingSince ??= now();
      const tries = event.tries + 1;
      if (tries < triesMax) {
        park([{ ...event, tries }, ...events.slice(index + 1)], now() + backOff(tries));
        return;
      }
      dropped += 1;
      giveUp(event, error);
    }
  }

  async function lane(): Promise<void> {
    for (let next = subjects.shift(); next !== undefined; next = subjects.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- a lane delivers one subject after the other
      await deliver(...next);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane));

  const isDown = state.inARow >= downAfter;
  const nextAt = isDown ? now() + backOff(attempts - downAfter + 1) : 0;
  const common = { attempts, failingSince, error: state.error, dropped, nextAt };
  const disables = state.isGone || (failingSince !== null && now() - failingSince >= downMax);
  if (isDown && state.delivered === 0 && dropped === webhook.dropped) {
    const held = webhook.pending.map((each) => ({ ...each, nextAt: Math.max(each.nextAt, nextAt) }));
    return { ...common, cursor: webhook.cursor, pending: held, disables };
  }
  const pending = parked
    .map((each) => ({ ...each, nextAt: Math.max(each.nextAt, nextAt) }))
    .toSorted((a, b) => a.seq - b.seq);
  return { ...common, cursor, pending, disables };
}

/**
 * One round of deliveries for a webhook: due events are sent, and the outcomes are the webhook's next state. The order of
 * events holds within a subject: behind one that fails, its subject's later ones wait; other subjects go on.
 */
import type { Failure } from "./post-event.ts";
import { firstDue, type Outcome, type Pending, type Taken } from "../../domain/webhooks/index.ts";
import type { Result } from "../../errors/result.ts";
import { eventBackOff, fit, webhookBackOff } from "./waiting.ts";

/** Subjects delivered in parallel. */
const concurrency = 6;

/** Consecutive failures after which the endpoint counts as down. */
const downAfter = 6;

/** Pending events at which no new ones are read. The subjects share the first `sharedMax` places. */
export const pendingMax = 2_000;
const sharedMax = 1_500;

/** Tries of an event, over three and a half days, before it is dropped if the endpoint accepts others. */
const triesMax = 14;

/** A webhook whose endpoint has accepted nothing for this long is disabled; in milliseconds. */
const downMax = 3 * 86_400_000;

/** An event of a round. */
export interface Queued {
  readonly seq: number;
  readonly subject: string;
  /** Failed tries. */
  readonly tries: number;
}

export interface Round {
  readonly webhook: Pick<Taken, "attempts" | "cursor" | "dropped" | "failingSince" | "nextAt" | "pending">;
  /** Pending events that are due, in the order of their numbers. */
  readonly due: readonly Queued[];
  /** The other pending events: not yet due, or behind the due events of their subject. */
  readonly waiting: readonly Pending[];
  /** New events after the cursor, in the order of their numbers. */
  readonly fresh: readonly Queued[];
  /** The cursor after the round. */
  readonly cursor: number;
  readonly now: () => number;
  /** Whether the run's time or requests are used up. */
  readonly isSpent: () => boolean;
  /**
   * Sends an event once a slot is free.
   * @param isOver asked when the slot is free; true: the event is not sent
   * @returns null: nothing was sent
   */
  readonly post: (event: Queued, isOver: () => boolean) => Promise<Result<null, Failure> | null>;
  /** Reports a dropped event to the operator. */
  readonly giveUp: (event: Queued, error: string) => void;
}

/**
 * Groups events by subject. Subjects whose first event has not failed yet come first, because they say more about the
 * endpoint. Each failure rotates these subjects, so that events which the endpoint refuses are not always tried first.
 */
function bySubject(queue: readonly Queued[], attempts: number): (readonly Queued[])[] {
  const subjects = [...Map.groupBy(queue, ({ subject }) => subject).values()];
  const isNew = ([first]: readonly Queued[]) => first?.tries === 0;
  const fresh = subjects.filter(isNew);
  const first = fresh.length === 0 ? 0 : attempts % fresh.length;
  return [...fresh.slice(first), ...fresh.slice(0, first), ...subjects.filter((each) => !isNew(each))];
}

/** The reason for disabling a webhook, for its owner. @param error the last failure; null: none in this round */
const whyDisabled = ({ error, isGone }: { readonly error: string | null; readonly isGone: boolean }): string =>
  [
    ...(error === null ? [] : [error]),
    `${isGone ? "It takes no more events" : "Nothing was delivered for three days"}, so the webhook is disabled.`,
  ].join(" ");

/** @returns the state after the round. The cursor stays if the endpoint is down and accepted nothing */
export async function runRound(round: Round): Promise<Outcome> {
  const { cursor, due, fresh, giveUp, isSpent, now, post, waiting, webhook } = round;
  let { attempts, dropped, failingSince } = webhook;
  const state = { inARow: 0, delivered: 0, hasNewFailed: false, isGone: false, error: null as string | null };
  // Later events of a subject wait behind its pending ones.
  const blocked = new Map(waiting.map(({ nextAt, subject }) => [subject, nextAt]));
  const parked: Pending[] = [...waiting];
  for (const each of fresh) {
    const nextAt = blocked.get(each.subject);
    if (nextAt !== undefined) parked.push({ ...each, nextAt });
  }
  const subjects = bySubject([...due, ...fresh.filter(({ subject }) => !blocked.has(subject))], attempts);
  /** An endpoint that was down is probed with one event first. */
  const wasDown = webhook.nextAt > 0 && attempts >= downAfter;
  const isDown = () => state.inARow >= (wasDown && state.delivered === 0 ? 1 : downAfter);
  const isOver = () => state.isGone || isDown() || isSpent();
  const failingMs = () => (failingSince === null ? 0 : now() - failingSince);

  const park = (events: readonly Queued[], nextAt: number) => {
    for (const { seq, subject, tries } of events) parked.push({ seq, subject, tries, nextAt });
  };

  /** Whether to drop a failed event. If the endpoint accepts nothing at all, the webhook is disabled instead. */
  const isHopeless = (tries: number): boolean => tries >= triesMax && failingMs() < downMax;

  async function deliver(events: readonly Queued[]): Promise<void> {
    for (const [index, event] of events.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- the events of one subject go one after the other
      const sent = await post(event, isOver);
      if (sent === null) {
        park(events.slice(index), now());
        return;
      }
      if (sent.ok) {
        [state.inARow, attempts, failingSince] = [0, 0, null];
        state.delivered += 1;
        continue;
      }
      const { error, isGone } = sent.error;
      // A repeated failure says nothing about an endpoint that accepts other events.
      if (event.tries === 0 || state.delivered === 0) state.inARow += 1;
      state.hasNewFailed ||= event.tries === 0;
      state.isGone ||= isGone;
      state.error = error;
      attempts += 1;
      failingSince ??= now();
      const tries = event.tries + 1;
      if (!isHopeless(tries)) {
        park([{ ...event, tries }, ...events.slice(index + 1)], now() + eventBackOff(tries));
        return;
      }
      dropped += 1;
      giveUp(event, error);
    }
  }

  async function deliverInTurn(): Promise<void> {
    for (let next = subjects.shift(); next !== undefined; next = subjects.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- each worker delivers one subject after the other
      await deliver(next);
    }
  }
  const probe = wasDown ? subjects.shift() : undefined;
  if (probe !== undefined) await deliver(probe);
  await Promise.all(Array.from({ length: concurrency }, deliverInTurn));

  const restUntil = isDown() ? now() + webhookBackOff(failingMs()) : 0;
  // Repeated failures alone do not delay new events.
  const freshAt = state.hasNewFailed ? restUntil : 0;
  const disables = state.isGone || failingMs() >= downMax;
  const isHeld = isDown() && state.delivered === 0 && dropped === webhook.dropped;
  const left = isHeld
    ? webhook.pending
    : fit(
        parked.toSorted((a, b) => a.seq - b.seq),
        sharedMax,
      );
  const pending = left.map((each) => ({ ...each, nextAt: Math.max(each.nextAt, restUntil) }));
  return {
    cursor: isHeld ? webhook.cursor : cursor,
    pending,
    // At the limit, no new events are read until a pending one is due.
    nextAt: pending.length >= pendingMax ? Math.max(freshAt, firstDue(pending) ?? 0) : freshAt,
    attempts,
    // With no pending events the endpoint counts as healthy: the next failure starts a new period.
    failingSince: isHeld || pending.length > 0 ? failingSince : null,
    error: disables ? whyDisabled(state) : state.error,
    dropped,
    disables,
  };
}

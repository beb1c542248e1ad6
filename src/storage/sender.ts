/**
 * Sends batches to D1 and waits no longer than the deadline. It decides which batches are sent again, and handles late
 * answers (docs/decisions/0025-stalls.md). `batch()` takes no signal: a deadline ends the waiting, not the write.
 */
import { Unavailable } from "../errors/unavailable.ts";
import type { Statement } from "../lib/sql/index.ts";
import type { Binding } from "./binding.ts";
import { type Breaker, breakerOf } from "./breaker.ts";
import { isRead } from "./db.ts";
import { type Fault, faultOf } from "./faults.ts";
import type { Row } from "./row.ts";
import { firstOf, pause, within } from "./waiting.ts";

/** Lets work continue after the response. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** The rows of each statement. */
export type Rows = readonly (readonly Row[])[];

/** The default deadline, in milliseconds. */
export const defaultDeadline = 5_000;

/** The pause before a second try, as a fraction of the deadline: 50 to 250 ms for 5 s. */
const [pauseMin, pauseSpread] = [0.01, 0.04];

/** The properties of a batch that decide how it is sent. */
export interface Outgoing {
  /** The batch writes and may still be sent twice: each of its statements is idempotent by its guard. */
  readonly isRepeatable: boolean;
  /** Called when the batch was committed after its request was answered 503. */
  readonly landLate: (rows: Rows) => Promise<unknown>;
  /** Called when it stays unknown whether the batch was committed. */
  readonly doubt: () => Promise<unknown>;
}

/** The options of a sender. */
interface Terms {
  /** How long a request may wait for D1 in all, and each batch after its answer, in milliseconds. */
  readonly deadline?: number;
  readonly breaker?: Breaker;
  readonly waitUntil?: WaitUntil | undefined;
  /** The id in log lines; absent: the batches belong to no request. */
  readonly requestId?: string;
  /** Whether one deadline covers all batches, as for a request; otherwise each batch has the whole deadline. */
  readonly isRequest?: boolean;
}

/** The failures of D1 during a request. */
export interface Failures {
  /** Batches that were not answered in time. */
  deadlines: number;
  /** Batches that were sent a second time. */
  retries: number;
  /** The last fault that D1 reported. */
  fault: string | null;
}

type Attempt =
  | { readonly kind: "answered"; readonly rows: Rows }
  | { readonly kind: "late"; readonly pending: Promise<Rows>; readonly sentAt: number }
  | { readonly kind: "failed"; readonly fault: Fault; readonly error: unknown };

/** D1 would bind a boolean as a real number. */
const toBound = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

export class Sender {
  readonly failures: Failures = { deadlines: 0, retries: 0, fault: null };
  readonly waitUntil: WaitUntil | undefined;
  readonly #binding: Binding;
  readonly #deadline: number;
  readonly #breaker: Breaker;
  readonly #requestId: string | undefined;
  /** Whether the request still waits for its response; otherwise each batch has the whole deadline. */
  #isWaiting: boolean;
  #isAnswered = false;
  /** Milliseconds that the request had waited before `#since`. */
  #waited = 0;
  /** The number of batches that are waited for, and the start of the current wait. */
  #open = 0;
  #since = 0;

  constructor(binding: Binding, { breaker, deadline = defaultDeadline, isRequest, requestId, waitUntil }: Terms = {}) {
    this.#binding = binding;
    this.#deadline = deadline;
    this.#breaker = breaker ?? breakerOf(binding, deadline);
    this.#requestId = requestId;
    this.#isWaiting = isRequest ?? false;
    this.waitUntil = waitUntil;
  }

  /** Whether the request has been answered: later batches delay no answer. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Notes that the request has been answered: each batch has the whole deadline from now on. */
  answered(): void {
    this.#isWaiting = false;
    this.#isAnswered = true;
  }

  /**
   * Sends a batch.
   * @returns the rows of each statement; an empty batch is not sent
   * @throws Unavailable if D1 did not answer in time, or failed before it ran the batch
   * @throws any other error of D1. Then the batch has written nothing
   */
  async send(statements: readonly Statement[], outgoing: Outgoing): Promise<Rows> {
    if (statements.length === 0) return [];
    const isReading = statements.every(isRead);
    const mayRepeat = isReading || outgoing.isRepeatable;
    const now = Date.now();
    if (!this.#breaker.admits(now)) throw new Unavailable("nothing", this.#breaker.retryAfter);
    if (this.#open === 0) this.#since = now;
    this.#open += 1;
    try {
      const left = this.#left(now, now);
      const first = await this.#attempt(statements, mayRepeat ? left / 2 : left);
      if (first.kind === "answered") return first.rows;
      const last = await this.#again(statements, first, mayRepeat, now);
      if (last.kind === "answered") return last.rows;
      throw this.#giveUp(last, isReading ? null : outgoing);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#waited += Date.now() - this.#since;
    }
  }

  /** The time that the batch may still wait, in milliseconds. @param sentAt when it was first sent */
  #left(sentAt: number, now: number): number {
    return this.#deadline - (this.#isWaiting ? this.#waited + now - this.#since : now - sentAt);
  }

  /** Sends the batch again if that cannot repeat a write. @returns the outcome of the last try */
  async #again(statements: readonly Statement[], first: Attempt, mayRepeat: boolean, sentAt: number): Promise<Attempt> {
    if (!mayRepeat && !(first.kind === "failed" && first.fault.phase === "refused")) return first;
    if (first.kind === "failed") {
      await pause(this.#deadline * (pauseMin + pauseSpread * Math.random()));
    }
    const now = Date.now();
    const left = this.#left(sentAt, now);
    if (left <= 0 || !this.#breaker.admits(now)) return first;
    this.failures.retries += 1;
    return this.#attempt(statements, left, first.kind === "late" ? first.pending : undefined);
  }

  /**
   * Sends once.
   * @param ms how long it waits
   * @param earlier the same batch, sent before: the first answer of the two counts
   * @throws the error of a statement
   */
  async #attempt(statements: readonly Statement[], ms: number, earlier?: Promise<Rows>): Promise<Attempt> {
    const sentAt = Date.now();
    const sent = this.#ask(statements);
    const pending = earlier === undefined ? sent : firstOf(earlier, sent);
    try {
      const rows = await within(pending, ms);
      const now = Date.now();
      if (rows !== undefined) {
        this.#breaker.answered(now);
        return { kind: "answered", rows };
      }
      this.failures.deadlines += 1;
      this.#breaker.failed(sentAt, now);
      return { kind: "late", pending, sentAt };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) {
        this.#breaker.answered(Date.now());
        throw error;
      }
      this.failures.fault = fault.name;
      this.#breaker.failed(sentAt, Date.now());
      return { kind: "failed", fault, error };
    }
  }

  async #ask(statements: readonly Statement[]): Promise<Rows> {
    const prepared = statements.map(({ params, text }) => this.#binding.prepare(text).bind(...params.map(toBound)));
    const results = await this.#binding.batch<Row>(prepared);
    if (results.length !== statements.length) throw new Error("D1 did not answer each statement.");
    return results.map(({ results: rows }) => rows);
  }

  /**
   * Makes the error of a batch without an answer. A late batch that writes is followed until it ends.
   * @param outgoing null: the batch writes nothing
   */
  #giveUp(last: Exclude<Attempt, { kind: "answered" }>, outgoing: Outgoing | null): Unavailable {
    const { retryAfter } = this.#breaker;
    if (last.kind === "failed") {
      const isUncertain = outgoing !== null && last.fault.phase === "unknown";
      if (isUncertain) this.#keep(outgoing.doubt());
      return new Unavailable(isUncertain ? "uncertain" : "nothing", retryAfter, { cause: last.error });
    }
    if (outgoing === null) {
      last.pending.catch(() => undefined);
      return new Unavailable("nothing", retryAfter);
    }
    this.#keep(this.#follow(last, outgoing));
    return new Unavailable("uncertain", retryAfter);
  }

  #keep(work: Promise<unknown>): void {
    if (this.waitUntil === undefined) work.catch(() => undefined);
    else this.waitUntil(work);
  }

  /** Waits for a late batch. A batch that fails with the error of a statement has written nothing. */
  async #follow({ pending, sentAt }: { pending: Promise<Rows>; sentAt: number }, outgoing: Outgoing): Promise<void> {
    let rows: Rows;
    try {
      rows = await pending;
    } catch (error) {
      if (faultOf(error)?.phase === "unknown") await outgoing.doubt();
      return;
    }
    const line = { level: "warn", event: "late_commit", requestId: this.#requestId, milliseconds: Date.now() - sentAt };
    console.error(JSON.stringify(line));
    await outgoing.landLate(rows);
  }
}

/**
 * Makes a sender for background work: each of its batches has the whole deadline.
 * @param deadlineFactor the factor of the deadline
 */
export const backgroundSender = (
  { db, deadline }: { readonly db: Binding; readonly deadline: number },
  waitUntil: WaitUntil,
  deadlineFactor = 1,
): Sender => new Sender(db, { deadline: deadline * deadlineFactor, breaker: breakerOf(db, deadline), waitUntil });

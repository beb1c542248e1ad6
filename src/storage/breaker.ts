/**
 * A circuit breaker: after several failures of D1 in a row, the isolate refuses requests at once for a short time, so
 * that a stall uses up neither memory nor CPU. Half open, it admits one batch at a time; an answer closes it.
 */
import type { Binding } from "./binding.ts";

/** Failures in a row that open it. */
const failuresMax = 5;

/** How long it stays open before the next probe, as a fraction of the deadline: 2 s for 5 s. */
const openPart = 0.4;

type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

export class Breaker {
  readonly #openMs: number;
  readonly #log: Log;
  #failures = 0;
  #answeredAt = 0;
  /** When the next batch is let through; 0: it is closed. */
  #nextAt = 0;
  #refused = 0;

  /**
   * @param deadline the time that D1 may take, in milliseconds
   * @param log gets a line when it opens and when it closes
   */
  constructor(deadline: number, log: Log) {
    this.#openMs = deadline * openPart;
    this.#log = log;
  }

  get isOpen(): boolean {
    return this.#nextAt > 0;
  }

  /** How long a refused request waits before it tries again, in milliseconds. */
  get retryAfter(): number {
    return this.#openMs;
  }

  /**
   * Whether a batch may be sent. An open breaker admits one probe per `retryAfter`. A probe that ends without an answer,
   * such as that of a cancelled request, does not delay the next one.
   * @param now milliseconds since the Unix epoch
   */
  admits(now: number): boolean {
    // If the clock goes back, the breaker stays open no longer.
    if (this.#nextAt === 0) return true;
    if (now < this.#nextAt && this.#nextAt - now <= this.#openMs) {
      this.#refused += 1;
      return false;
    }
    this.#nextAt = now + this.#openMs;
    return true;
  }

  /** Records an answer in time; the error of a statement is one too. @param now milliseconds since the Unix epoch */
  answered(now: number): void {
    this.#failures = 0;
    this.#answeredAt = now;
    if (this.#nextAt === 0) return;
    this.#nextAt = 0;
    this.#log("d1_breaker_closed", { refused: this.#refused });
    this.#refused = 0;
  }

  /**
   * Records a failure of D1: no answer in time, or a fault. Batches that were sent before the last answer do not count.
   * @param sentAt milliseconds since the Unix epoch
   */
  failed(sentAt: number, now: number): void {
    if (sentAt < this.#answeredAt) return;
    this.#failures += 1;
    if (this.#failures < failuresMax) return;
    if (this.#nextAt === 0) this.#log("d1_breaker_open", { failures: this.#failures });
    this.#nextAt = now + this.#openMs;
  }
}

const breakers = new WeakMap<Binding, Breaker>();

/** The breaker of a binding, which all requests of the isolate share. @param deadline milliseconds */
export function breakerOf(binding: Binding, deadline: number): Breaker {
  const known = breakers.get(binding);
  if (known !== undefined) return known;
  const breaker = new Breaker(deadline, (event, fields) =>
    console.error(JSON.stringify({ level: "warn", event, ...fields })),
  );
  breakers.set(binding, breaker);
  return breaker;
}

/** The progress line of an import: redrawn in place on a terminal, elsewhere a new line every 15 seconds. */
import type { Tally } from "./tally.ts";

const terminalMs = 250;
const logMs = 15_000;

/** A duration as text, such as `3 min 20 s`. */
export function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const grouped = (count: number): string => count.toLocaleString("en");

/**
 * @param share of the file that has been read, from 0 to 1; null: unknown
 * @param seconds since the run began
 * @param pause the reason of a pause; null: none
 */
export function lineOf(tally: Tally, share: number | null, seconds: number, pause: string | null): string {
  const { created, exists } = tally.counts;
  const rate = seconds > 0 ? Math.round(tally.rows / seconds) : 0;
  const left = share === null || share <= 0 ? "" : `, ${durationOf((seconds * (1 - share)) / share)} left`;
  const what = [
    `${grouped(tally.rows)} rows`,
    `${grouped(rate)}/s`,
    `${grouped(created)} created`,
    ...(exists > 0 ? [`${grouped(exists)} existing`] : []),
    `${grouped(tally.rejected)} rejected`,
  ].join(", ");
  return pause === null ? `${what}${left}` : `${what}; waiting: ${pause}`;
}

export class Progress {
  readonly #tally: Tally;
  readonly #share: () => number | null;
  readonly #began = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  readonly #timer;
  #pause: string | null = null;

  constructor(tally: Tally, share: () => number | null) {
    this.#tally = tally;
    this.#share = share;
    this.#timer = setInterval(() => this.#show(), this.#isTerminal ? terminalMs : logMs);
    this.#timer.unref();
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  #show(): void {
    const line = lineOf(this.#tally, this.#share(), this.seconds, this.#pause);
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${line.slice(0, process.stderr.columns - 1)}` : `${line}\n`);
  }

  /** Shows the reason of a pause, for as long as the pause lasts. */
  pause(reason: string, ms: number): void {
    this.#pause = reason;
    setTimeout(() => (this.#pause = null), ms).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#isTerminal) process.stderr.write("\r\u001b[K");
  }
}

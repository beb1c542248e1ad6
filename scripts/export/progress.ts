/** The progress line of an export: redrawn in place on a terminal, elsewhere a new line at most every 15 seconds. */
import { durationOf } from "../import/progress.ts";

const terminalMs = 250;
const logMs = 15_000;

const grouped = (count: number): string => count.toLocaleString("en");

/**
 * @param users written so far, in this run and earlier ones
 * @param since users written in this run
 * @param total the number of users at the beginning of the run; null: unknown
 * @param seconds since this run began
 */
export function lineOf(users: number, since: number, total: number | null, seconds: number): string {
  const rate = seconds > 0 ? since / seconds : 0;
  const left = total === null || rate === 0 ? "" : `, ${durationOf((total - users) / rate)} left`;
  const of = total === null ? "" : ` of ${grouped(Math.max(total, users))}`;
  return `${grouped(users)}${of} users, ${grouped(Math.round(rate))}/s${left}`;
}

export class Progress {
  readonly #began = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  #shown = -Infinity;

  get seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  /** Shows a line, unless one was shown just now. */
  show(line: string): void {
    const now = performance.now();
    if (now - this.#shown < (this.#isTerminal ? terminalMs : logMs)) return;
    this.#shown = now;
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${line.slice(0, process.stderr.columns - 1)}` : `${line}\n`);
  }

  end(): void {
    if (this.#isTerminal) process.stderr.write("\r\u001b[K");
  }
}

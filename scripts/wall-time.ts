/** Tells at the end of a test run how long it took, from the start of the process on. */
import type { Reporter } from "vitest/node";

export class WallTimeReporter implements Reporter {
  readonly #command: string;

  /** @param command that runs the tests, as it is typed */
  constructor(command: string) {
    this.#command = command;
  }

  onTestRunEnd(): void {
    const seconds = Math.round(performance.now() / 1_000);
    console.log(`${this.#command}: ${Math.floor(seconds / 60)} min ${seconds % 60} s of wall time.`);
  }
}

/** Prints the wall time of a test run, from the start of its process to its end. */
import type { Reporter } from "vitest/node";

export class WallTimeReporter implements Reporter {
  readonly #command: string;

  /** @param command that runs the tests, as users type it */
  constructor(command: string) {
    this.#command = command;
  }

  onInit(): void {
    process.once("exit", () => {
      const seconds = Math.round(performance.now() / 1_000);
      console.log(`${this.#command}: ${Math.floor(seconds / 60)} min ${seconds % 60} s of wall time.`);
    });
  }
}

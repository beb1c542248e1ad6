/** The lines that a Worker logs. It writes one for each request, as in a deployment. */

interface Logged {
  readonly level: string;
  readonly message: string;
}

export class Lines {
  readonly #quiet: boolean;
  #last = "";
  #arrived: () => void = () => undefined;

  /** @param quiet hides errors too; all other lines are hidden, because they would bury the figures */
  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  take({ level, message }: Logged): void {
    this.#last = message;
    if (level === "error" && !this.#quiet) process.stderr.write(`${message}\n`);
    this.#arrived();
  }

  /** The line of the request that was answered last. It may come after the answer. */
  async of(requestId: string): Promise<string> {
    while (!this.#last.includes(requestId)) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#last;
  }
}

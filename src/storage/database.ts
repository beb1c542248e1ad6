/** D1 for one request or one run of a job. All statements go out in batches (storage/batch.ts). */
import { sql, type Statement } from "../lib/sql/index.ts";
import { Batch, type Channel, type Handle, type Opening } from "./batch.ts";
import type { Binding } from "./binding.ts";
import { Sender } from "./sender.ts";

export type { Binding } from "./binding.ts";

const always = sql`1`;

export class Database {
  readonly #sender: Sender;
  readonly #channel: Channel;
  #opening: Opening | null;
  /** Resolves once the opening admits the request; null: none has been sent. */
  #opened: Promise<void> | null = null;

  /**
   * @param to sends its batches; a binding: each batch has the default deadline, and waits for the work after its
   *   commit
   * @param opening goes ahead of the first batch; left out: none
   */
  constructor(to: Binding | Sender, opening?: Opening) {
    this.#sender = to instanceof Sender ? to : new Sender(to);
    this.#opening = opening ?? null;
    this.#channel = {
      send: (statements, outgoing) => this.#sender.send(statements, outgoing),
      waitUntil: this.#sender.waitUntil,
      get isWithin() {
        return opening?.isWithin ?? always;
      },
      open: (send) => this.#open(send),
    };
  }

  /** The same database, with an opening ahead of its first batch. An empty batch sends the opening too. */
  openedBy(opening: Opening): Database {
    return new Database(this.#sender, opening);
  }

  batch(): Batch {
    return new Batch(this.#channel);
  }

  /** Runs a statement alone. @throws the errors of a batch */
  async run(statement: Statement): Promise<Handle> {
    const batch = this.batch();
    const handle = batch.add(statement);
    await batch.run();
    return handle;
  }

  #open(send: (opening: Batch) => Promise<void>): Promise<boolean> | null {
    const opening = this.#opening;
    if (opening !== null) {
      this.#opening = null;
      const batch = this.batch();
      opening.addTo(batch);
      // An opening without statements admits every request.
      if (batch.isEmpty) return null;
      this.#opened = send(batch);
    }
    // After the answer, work depends on the results of its batch: an opening that was not answered in time does not
    // stop it.
    if (this.#opened === null || (opening === null && this.#sender.isAnswered)) return null;
    return this.#opened.then(() => opening !== null);
  }
}

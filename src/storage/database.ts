/** D1, as one request or one run of a job has it. What it is asked goes out in batches and nothing else (storage/batch.ts). */
import { sql, type Statement } from "../lib/sql/index.ts";
import { Batch, type Channel, type Handle, type Opening, type WaitUntil } from "./batch.ts";
import type { Row } from "./row.ts";

/** What a database is here: a binding of D1, or a part of one. */
export type Binding = Pick<D1Database, "prepare" | "batch">;

/** D1 would bind a boolean as a real number. */
const toBound = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

const always = sql`1`;

export class Database {
  readonly #binding: Binding;
  readonly #waitUntil: WaitUntil | undefined;
  readonly #channel: Channel;
  #opening: Opening | null;
  /** Fulfilled once the opening lets the request go on; null: none has been sent. */
  #opened: Promise<void> | null = null;

  /**
   * @param waitUntil lets what follows a commit go on after the answer; left out: each batch waits for that itself
   * @param opening what goes ahead of the first batch; left out: nothing
   */
  constructor(binding: Binding, waitUntil?: WaitUntil, opening?: Opening) {
    this.#binding = binding;
    this.#waitUntil = waitUntil;
    this.#opening = opening ?? null;
    this.#channel = {
      send: (statements) => this.#send(statements),
      waitUntil,
      isWithin: opening?.isWithin ?? always,
      open: (send) => this.#open(send),
    };
  }

  /** The same database, with an opening ahead of its first batch. An empty batch sends it, if none has. */
  openedBy(opening: Opening): Database {
    return new Database(this.#binding, this.#waitUntil, opening);
  }

  batch(): Batch {
    return new Batch(this.#channel);
  }

  /** Runs a statement alone. @throws what a batch throws */
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
      this.#opened = send(batch);
    }
    if (this.#opened === null) return null;
    return this.#opened.then(() => opening !== null);
  }

  async #send(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    if (statements.length === 0) return [];
    const prepared = statements.map(({ params, text }) => this.#binding.prepare(text).bind(...params.map(toBound)));
    const results = await this.#binding.batch<Row>(prepared);
    if (results.length !== statements.length) throw new Error("D1 did not answer each statement.");
    return results.map(({ results: rows }) => rows);
  }
}

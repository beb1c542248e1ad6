/** Keeps millions of values of a migration on disk instead of in memory. */
import { DatabaseSync } from "node:sqlite";

/** Writes between two commits. */
const batchSize = 10_000;

/** Records by kind and key, in a database that disappears with the process. */
export class SideStore {
  /** An unnamed temporary file of SQLite. */
  readonly #database = new DatabaseSync("");
  readonly #insert;
  readonly #select;
  #pending = 0;

  constructor() {
    this.#database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
      CREATE TABLE records (key TEXT NOT NULL, value TEXT NOT NULL);
      CREATE INDEX records_key ON records (key);
      BEGIN`);
    this.#insert = this.#database.prepare("INSERT INTO records (key, value) VALUES (?, ?)");
    this.#select = this.#database.prepare("SELECT value FROM records WHERE key = ? ORDER BY rowid");
  }

  add(kind: string, key: string, value: string): void {
    this.#insert.run(`${kind}\n${key}`, value);
    this.#pending += 1;
    if (this.#pending % batchSize === 0) this.#database.exec("COMMIT; BEGIN");
  }

  /** @returns the values that were added, oldest first */
  list(kind: string, key: string): readonly string[] {
    return this.#select.all(`${kind}\n${key}`).map(({ value }) => String(value));
  }

  close(): void {
    this.#database.close();
  }
}

/** The file of rejected rows: one JSON object per line, to be corrected and imported again. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Outcome } from "./outcome.ts";
import type { Row } from "./row.ts";

/** A rejected row. `row` is null where the record could not be read. */
export interface Reject {
  readonly number: number;
  readonly row: Row | null;
  readonly outcome: Omit<Outcome, "row">;
  /** A record that could not be read, as it stands in its file. */
  readonly record?: unknown;
}

/** Creates the file with the first rejected row: a run without rejects leaves no file. */
export class Rejects {
  readonly path: string;
  #file: number | null = null;

  constructor(path: string) {
    this.path = path;
  }

  add({ number, outcome, record, row }: Reject): void {
    // The file has password hashes, so only its owner may read it.
    this.#file ??= openSync(this.path, "w", 0o600);
    const { row: _, ...fields } = row ?? {};
    const rejected = { row: number, ...outcome, ...(record === undefined ? {} : { record }) };
    writeSync(this.#file, `${JSON.stringify({ ...fields, rejected })}\n`);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }
}

/** The file of rejected rows: one JSON object to a line, which can be mended and imported again. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Outcome } from "./outcome.ts";
import type { Row } from "./row.ts";

/** A rejected row: without one it could not even be read. */
export interface Reject {
  readonly number: number;
  readonly row: Row | null;
  readonly outcome: Omit<Outcome, "row">;
  /** A record that could not be read, as it stands in its file. */
  readonly record?: unknown;
}

/** A file that begins with the first rejected row, so that there is none without. */
export class Rejects {
  readonly path: string;
  #file: number | null = null;

  constructor(path: string) {
    this.path = path;
  }

  add({ number, outcome, record, row }: Reject): void {
    // It has password hashes, as the export has: only its owner may read it.
    this.#file ??= openSync(this.path, "w", 0o600);
    const { row: _, ...fields } = row ?? {};
    const rejected = { row: number, ...outcome, ...(record === undefined ? {} : { record }) };
    writeSync(this.#file, `${JSON.stringify({ ...fields, rejected })}\n`);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }
}

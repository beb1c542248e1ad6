/** Groups rows into chunks. A chunk is one request. */
import type { Claim } from "./seen.ts";
import type { Row } from "./row.ts";

/** A row that waits to be sent. */
export interface Pending {
  readonly number: number;
  readonly row: Row;
  readonly json: string;
  readonly claims: readonly Claim[];
}

/** The most rows of a chunk and bytes of its body: the service accepts 1,000 rows and about 1 MB. */
const rowsMax = 500;
const bytesMax = 900_000;

export class Chunk {
  readonly rows: Pending[] = [];
  #bytes = 0;

  /** @returns whether there is room for the row; an empty chunk has room for any */
  add(pending: Pending): boolean {
    const bytes = Buffer.byteLength(pending.json) + 1;
    if (this.rows.length > 0 && (this.rows.length === rowsMax || this.#bytes + bytes > bytesMax)) return false;
    this.rows.push(pending);
    this.#bytes += bytes;
    return true;
  }
}

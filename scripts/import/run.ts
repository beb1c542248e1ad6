/** One run of an import: from records to outcomes. */
import type { Connection } from "../service/connect.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { rangesOf } from "./checkpoint.ts";
import { Chunk, type Pending } from "./chunks.ts";
import type { DoneRows } from "./done.ts";
import { isRejected, type Outcome } from "./outcome.ts";
import type { Rejects } from "./rejects.ts";
import { makeRow, type Row, type RowOptions } from "./row.ts";
import { claimsOf, type Seen } from "./seen.ts";
import { sendChunk, type SendOptions } from "./send.ts";
import type { Reading } from "./source.ts";
import type { Tally } from "./tally.ts";

export interface Run {
  readonly connection: Connection;
  readonly send: SendOptions;
  readonly rowOptions: RowOptions;
  /** Requests at a time. */
  readonly concurrency: number;
  /** The most rows to send. */
  readonly sample: number;
  readonly seen: Seen;
  readonly done: DoneRows;
  /** Null: a dry run. */
  readonly checkpoint: Checkpoint | null;
  readonly rejects: Rejects;
  readonly tally: Tally;
  /** Called with every row, sent or not. @returns whether it needs rows beyond the sample */
  readonly look: (row: Row) => boolean;
}

class Importer {
  readonly #run: Run;
  readonly #inFlight = new Set<Promise<void>>();
  #chunk = new Chunk();
  /** The first error of a request. Nothing is sent after it. */
  #failure: { readonly error: unknown } | null = null;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Counts the outcome of a row that was not created, and writes a rejected row to the file of rejects. */
  #conclude({ row: number, ...outcome }: Outcome, row: Row | null, record?: unknown): void {
    const { rejects, tally } = this.#run;
    tally.add(outcome.outcome);
    if (isRejected({ row: number, ...outcome }))
      rejects.add({ number, row, outcome, ...(record === undefined ? {} : { record }) });
  }

  /** Records the answer for a chunk, and releases the unique values of rejected rows. */
  #answer(rows: readonly Pending[], outcomes: readonly Outcome[]): void {
    const { checkpoint, seen, tally } = this.#run;
    const byRow = new Map(outcomes.map((outcome) => [outcome.row, outcome]));
    const created = rows.filter(({ number }) => !byRow.has(number)).length;
    checkpoint?.note({ rows: rangesOf(rows.map(({ number }) => number)), created, outcomes: [...outcomes] });
    tally.add("created", created);
    for (const { claims, number, row } of rows) {
      const outcome = byRow.get(number);
      if (outcome === undefined) continue;
      if (isRejected(outcome)) seen.release(number, claims);
      this.#conclude(outcome, row);
    }
  }

  async #send(rows: readonly Pending[]): Promise<void> {
    const { connection, send, tally } = this.#run;
    const sent = await sendChunk(connection, rows, send);
    tally.requests += sent.requests;
    this.#answer(rows, sent.outcomes);
  }

  /** Sends the collected rows, as soon as there is room for one more request. */
  async #flush(): Promise<void> {
    const { rows } = this.#chunk;
    this.#chunk = new Chunk();
    if (rows.length === 0) return;
    while (this.#inFlight.size >= this.#run.concurrency) await Promise.race(this.#inFlight);
    if (this.#failure !== null) return;
    const sending = this.#send(rows)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
  }

  async #drain(): Promise<void> {
    await this.#flush();
    await Promise.all(this.#inFlight);
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #take(number: number, row: Row): Promise<void> {
    const { done, seen } = this.#run;
    const claims = claimsOf(row);
    if (done.has(number)) {
      const outcome = seen.earlier(number);
      if (outcome === null || !isRejected(outcome)) seen.claim(number, claims);
      if (outcome !== null) this.#conclude(outcome, row);
      return;
    }
    if (seen.claim(number, claims) !== null) {
      seen.hold(number, row);
      return;
    }
    const pending = { number, row, json: JSON.stringify(row), claims };
    if (this.#chunk.add(pending)) return;
    await this.#flush();
    this.#chunk.add(pending);
  }

  /** Sends the held rows whose unique values have become free, and rejects the others as duplicates. */
  async #takeHeld(): Promise<void> {
    const { seen } = this.#run;
    for (const { json, row, number } of seen.held()) {
      const claims = claimsOf(row);
      const conflict = seen.claim(number, claims);
      if (conflict === null) {
        await this.#send([{ number, row, json, claims }]);
      } else {
        const { of, parameter } = conflict;
        const message = `Row ${of} has the same \`${parameter}\`: leave one of the two out.`;
        this.#conclude({ row: number, outcome: "duplicate", parameter, of, message }, row);
      }
    }
  }

  async import(readings: AsyncIterable<Reading>): Promise<void> {
    const { look, rowOptions, sample, tally } = this.#run;
    let number = 0;
    for await (const reading of readings) {
      number += 1;
      const isSent = number <= sample;
      const made = madeOf(reading, number, rowOptions);
      const wantsMore = look(made.row.ok ? made.row.value : (made.row.error.row ?? {}));
      if (!isSent) {
        if (wantsMore) continue;
        break;
      }
      for (const part of made.left) tally.leave(part);
      if (made.row.ok) {
        await this.#take(number, made.row.value);
      } else {
        const { message, parameter, record, row } = made.row.error;
        this.#conclude({ row: number, outcome: "invalid", parameter, message }, row, record);
      }
      if (this.#failure !== null) break;
    }
    await this.#drain();
    await this.#takeHeld();
  }
}

function madeOf(reading: Reading, number: number, options: RowOptions) {
  if (!reading.ok) return { row: { ok: false as const, error: { ...reading.error, row: null } }, left: [] };
  if ("row" in reading.value) {
    return { row: { ok: true as const, value: { ...reading.value.row, row: number } }, left: [] };
  }
  return makeRow(reading.value, number, options);
}

/**
 * Imports the users of a source.
 * @throws SourceError when the source can no longer be read or the service does not answer; the checkpoint has the chunks
 * that were answered before
 */
export const runImport = (run: Run, readings: AsyncIterable<Reading>): Promise<void> =>
  new Importer(run).import(readings);

/** The unique values of a file, on disk, each with the first row that has it. */
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { type Outcome, outcomeSchema } from "./outcome.ts";
import type { Row } from "./row.ts";

const rowText = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));
const outcomeText = v.pipe(v.string(), v.parseJson(), outcomeSchema);

/** A unique value: its field, and its key among all unique values. */
export interface Claim {
  readonly parameter: string;
  readonly key: string;
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

const itemsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : []);

/** The unique values of a row. An address and a target of the same type share a key. */
export function claimsOf(row: Row): readonly Claim[] {
  const claims: Claim[] = [];
  const add = (parameter: string, kind: string, value: unknown): void => {
    if (typeof value === "string" && value !== "") claims.push({ parameter, key: `${kind}:${value}` });
  };
  const lower = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
  add("$id", "id", lower(row["$id"]));
  add("email", "email", lower(row["email"]));
  add("phone", "sms", row["phone"]);
  for (const target of itemsOf(row["targets"])) add("targets", String(target["providerType"]), target["identifier"]);
  for (const identity of itemsOf(row["identities"])) {
    add("identities", `identity ${String(identity["provider"])}`, identity["providerUid"]);
  }
  return claims;
}

/** Bytes of a digest: two of ten million values are the same by chance once in 10^24 files. */
const digestBytes = 16;

const digestOf = ({ key }: Claim): Uint8Array => createHash("sha256").update(key).digest().subarray(0, digestBytes);

/** Writes between two commits. */
const batchSize = 10_000;

export class Seen {
  /** An unnamed temporary file of SQLite, which disappears with the process. */
  readonly #database = new DatabaseSync("");
  readonly #insert;
  readonly #delete;
  readonly #select;
  readonly #hold;
  readonly #noteEarlier;
  readonly #selectEarlier;
  #pending = 0;

  constructor() {
    this.#database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
      CREATE TABLE claims (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE earlier (row INTEGER PRIMARY KEY, json TEXT NOT NULL);
      CREATE TABLE held (row INTEGER PRIMARY KEY, json TEXT NOT NULL);
      BEGIN`);
    this.#insert = this.#database.prepare("INSERT OR IGNORE INTO claims (digest, row) VALUES (?, ?)");
    this.#delete = this.#database.prepare("DELETE FROM claims WHERE digest = ? AND row = ?");
    this.#select = this.#database.prepare("SELECT row FROM claims WHERE digest = ?");
    this.#hold = this.#database.prepare("INSERT INTO held (row, json) VALUES (?, ?)");
    this.#noteEarlier = this.#database.prepare("INSERT OR REPLACE INTO earlier (row, json) VALUES (?, ?)");
    this.#selectEarlier = this.#database.prepare("SELECT json FROM earlier WHERE row = ?");
  }

  #count(): void {
    this.#pending += 1;
    if (this.#pending % batchSize === 0) this.#database.exec("COMMIT; BEGIN");
  }

  /**
   * Claims the values of a row, all or none.
   * @returns the first field whose value another row has, and that row; null: all are claimed
   */
  claim(number: number, claims: readonly Claim[]): { readonly parameter: string; readonly of: number } | null {
    for (const claim of claims) {
      const owner = this.#select.get(digestOf(claim))?.["row"];
      if (typeof owner === "number" && owner !== number) return { parameter: claim.parameter, of: owner };
    }
    for (const claim of claims) this.#insert.run(digestOf(claim), number);
    this.#count();
    return null;
  }

  /** Releases the values of a rejected row. */
  release(number: number, claims: readonly Claim[]): void {
    for (const claim of claims) this.#delete.run(digestOf(claim), number);
    this.#count();
  }

  /** Keeps a row with a unique value of an earlier row, until the outcome of the earlier row is known. */
  hold(number: number, row: Row): void {
    this.#hold.run(number, JSON.stringify(row));
    this.#count();
  }

  /** @returns the rows that are held, in the order of the file */
  *held(): Generator<{ readonly number: number; readonly row: Row; readonly json: string }> {
    for (const { json, row: number } of this.#database.prepare("SELECT row, json FROM held ORDER BY row").iterate()) {
      const text = String(json);
      yield { number: Number(number), row: v.parse(rowText, text), json: text };
    }
  }

  /** Keeps the outcome that a row had in an earlier run. */
  noteEarlier(outcome: Outcome): void {
    this.#noteEarlier.run(outcome.row, JSON.stringify(outcome));
    this.#count();
  }

  /** @returns the outcome of a row in an earlier run; null: it had none, or was created */
  earlier(number: number): Outcome | null {
    const json = this.#selectEarlier.get(number)?.["json"];
    return typeof json === "string" ? v.parse(outcomeText, json) : null;
  }

  close(): void {
    this.#database.close();
  }
}

/** The checkpoint of an import: a file with one line for each answered chunk, from which a later run resumes. */
import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { outcomeSchema } from "./outcome.ts";

/** The terms of a run: a later run resumes only under the same ones. */
export type Terms = Readonly<Record<string, string>>;

const header = v.object({ importId: v.string(), terms: v.record(v.string(), v.string()) });
const answered = v.object({
  rows: v.array(v.tuple([v.number(), v.number()])),
  created: v.number(),
  outcomes: v.array(outcomeSchema),
});

/** An answered chunk: the ranges of its rows, and the outcomes of the rows that were not created. */
export type Answered = v.InferOutput<typeof answered>;

/** Bytes that a fingerprint covers: enough to distinguish files of equal size. */
const headBytes = 1024 ** 2;

/** @returns the fingerprint of a file: its size, and a digest of its first megabyte */
export function fingerprintOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(headBytes);
    const read = readSync(file, buffer, 0, headBytes, 0);
    const digest = createHash("sha256").update(buffer.subarray(0, read)).digest("hex").slice(0, 32);
    return `${statSync(path).size} bytes, ${digest}`;
  } finally {
    closeSync(file);
  }
}

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    // A killed command leaves its last line incomplete.
    return undefined;
  }
};

/** Groups row numbers into ranges: each number that follows its predecessor extends the range. */
export function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

export class Checkpoint {
  readonly importId: string;
  readonly #path: string;

  private constructor(path: string, importId: string) {
    this.#path = path;
    this.importId = importId;
  }

  /**
   * Opens the checkpoint of a run, or creates it.
   * @param newId the id of the import, where the checkpoint is new
   * @param onAnswered called with each chunk that was answered in an earlier run
   * @returns the checkpoint; or one line with the error, such as the term in which an earlier run differs
   */
  static async open(
    path: string,
    terms: Terms,
    newId: string,
    onAnswered: (chunk: Answered) => void,
  ): Promise<Result<Checkpoint>> {
    if (!existsSync(path)) {
      writeFileSync(path, `${JSON.stringify({ importId: newId, terms })}\n`, { mode: 0o600 });
      return ok(new Checkpoint(path, newId));
    }
    let importId: string | null = null;
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const value = parseLine(line);
      if (importId === null) {
        const parsed = v.safeParse(header, value);
        if (!parsed.success)
          return fail(`${path} is no checkpoint. Name another file with --checkpoint, or delete it.`);
        const different = Object.keys({ ...terms, ...parsed.output.terms }).find(
          (name) => parsed.output.terms[name] !== terms[name],
        );
        if (different !== undefined) {
          return fail(
            `${path} belongs to another run: its ${different} is "${parsed.output.terms[different] ?? ""}", not "${terms[different] ?? ""}". Run that one again to finish it, or delete the file to start again.`,
          );
        }
        ({ importId } = parsed.output);
      } else {
        const parsed = v.safeParse(answered, value);
        if (parsed.success) onAnswered(parsed.output);
      }
    }
    if (importId === null) return fail(`${path} is empty. Delete it to start again.`);
    // Ends a line that was cut off, so that the next one stands alone.
    appendFileSync(path, "\n");
    return ok(new Checkpoint(path, importId));
  }

  /** Records a chunk. It survives a kill of the process. */
  note(chunk: Answered): void {
    appendFileSync(this.#path, `${JSON.stringify(chunk)}\n`);
  }

  /** Deletes the checkpoint, once every row is answered. */
  finish(): void {
    rmSync(this.#path);
  }
}

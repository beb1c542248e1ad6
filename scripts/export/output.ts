/**
 * The file of an export, and its checkpoint. After each page the checkpoint gets a line with the length of the file and
 * the next cursor. A run that resumes truncates the file to that length, and asks for the next page again.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

/** The terms of a run: a later run resumes only under the same ones. */
export type Terms = Readonly<Record<string, string>>;

const header = v.pipe(v.string(), v.parseJson(), v.strictObject({ terms: v.record(v.string(), v.string()) }));
const written = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({ bytes: v.number(), users: v.number(), incomplete: v.number(), after: v.number() }),
);

/** The progress of an export. */
type Progress = v.InferOutput<typeof written>;

/** Only the owner may read the files: an export has password hashes. */
const mode = 0o600;

export class Output {
  readonly #file: string;
  readonly #checkpoint: string;
  #progress: Progress;

  private constructor(file: string, checkpoint: string, progress: Progress) {
    this.#file = file;
    this.#checkpoint = checkpoint;
    this.#progress = progress;
  }

  /**
   * Opens the file of an interrupted run, or creates one.
   * @param first the text that a new file begins with
   * @returns the output, or one line with the error
   */
  static open(file: string, checkpoint: string, terms: Terms, first: string): Result<Output> {
    if (!existsSync(checkpoint)) {
      if (existsSync(file)) return fail(`${file} already exists. Name another file, or delete it.`);
      writeFileSync(checkpoint, `${JSON.stringify({ terms })}\n`, { mode });
      writeFileSync(file, first, { mode });
      return ok(new Output(file, checkpoint, { bytes: Buffer.byteLength(first), users: 0, incomplete: 0, after: 0 }));
    }
    const [head, ...lines] = readFileSync(checkpoint, "utf8").split("\n");
    const begun = v.safeParse(header, head);
    if (!begun.success) return fail(`${checkpoint} is not a checkpoint of an export. Delete it to start again.`);
    const other = Object.keys(terms).find((name) => begun.output.terms[name] !== terms[name]);
    if (other !== undefined) {
      return fail(
        `${checkpoint} belongs to an export whose ${other} was "${begun.output.terms[other] ?? ""}", not "${terms[other] ?? ""}". Run that one again to finish it, or delete ${checkpoint} and ${file} to start again.`,
      );
    }
    // The last line may have been cut off.
    const noted = lines.map((line) => v.safeParse(written, line)).findLast(({ success }) => success);
    const start = { bytes: Buffer.byteLength(first), users: 0, incomplete: 0, after: 0 };
    const progress = noted?.success === true ? noted.output : start;
    if (progress === start) writeFileSync(file, first, { mode });
    const size = existsSync(file) ? statSync(file).size : 0;
    if (size < progress.bytes) return fail(`${file} is shorter than ${checkpoint} says. Delete both to start again.`);
    truncateSync(file, progress.bytes);
    // Ends a line that was cut off, so that the next one stands alone.
    appendFileSync(checkpoint, "\n");
    return ok(new Output(file, checkpoint, progress));
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Writes a page. @param next the cursor of the next page; null: this was the last one */
  add(text: string, { incomplete, next, users }: { incomplete: number; next: number | null; users: number }): void {
    const { bytes, ...before } = this.#progress;
    appendFileSync(this.#file, text);
    this.#progress = {
      bytes: bytes + Buffer.byteLength(text),
      users: before.users + users,
      incomplete: before.incomplete + incomplete,
      after: next ?? before.after,
    };
    if (next === null) rmSync(this.#checkpoint);
    else appendFileSync(this.#checkpoint, `${JSON.stringify(this.#progress)}\n`);
  }
}

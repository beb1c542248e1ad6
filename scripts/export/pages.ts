/** Reads an export of users page by page. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Connection } from "../service/connect.ts";
import { request } from "../service/request.ts";

/** A page of an export. */
export interface Page {
  /** The lines of its users, unchanged. */
  readonly lines: readonly string[];
  /** The cursor of the next page; null: there is none. */
  readonly next: number | null;
}

const lastLine = v.pipe(v.string(), v.parseJson(), v.strictObject({ next: v.nullable(v.number()) }));

/** @returns null: the answer was cut off, or is not an export */
function parsePage(text: string): Page | null {
  const lines = text.split("\n");
  const last = v.safeParse(lastLine, lines.at(-2));
  return text.endsWith("\n") && last.success ? { lines: lines.slice(0, -2), next: last.output.next } : null;
}

interface Asked {
  readonly after: number;
  readonly hashes: boolean;
  readonly memberships: boolean;
}

/** Tries of a page whose answer is cut off. */
const triesMax = 3;

/**
 * @param onPause called with the reason before a request is sent again
 * @returns the page, or the error
 */
export async function readPage(
  connection: Connection,
  { after, hashes, memberships }: Asked,
  onPause: (reason: string) => void,
): Promise<Result<Page>> {
  const path = `/users/export?after=${after}&hashes=${hashes}&memberships=${memberships}`;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const answer = await request(connection, path, {}, onPause);
    if (!answer.ok) return fail(sentenceOf(connection, answer.error));
    const page = parsePage(answer.value);
    if (page !== null) return ok(page);
    onPause("an answer was cut off");
  }
  return fail(`${connection.endpoint} has cut off a page of the export repeatedly.`);
}

/** Describes a failed request in one line. */
export const sentenceOf = (
  { endpoint }: Connection,
  { message, status }: { message: string; status: number },
): string => (status === 0 ? `${endpoint} does not answer: ${message}` : `${endpoint} answers ${status}: ${message}`);

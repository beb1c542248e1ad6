/** Cuts a stream of text into units, such as records or statements, so that memory holds one unit at most. */
import { SourceError } from "../source-error.ts";

/** The unit that was cut, if any, and the index at which the text continues. */
export interface Cut<Unit> {
  readonly unit?: Unit;
  readonly end: number;
}

/**
 * Cuts one unit.
 * @param from where to begin
 * @param isLast whether no more text follows
 * @returns null: the unit is incomplete; at the end of the text: nothing is left
 */
export type Cutter<Unit> = (text: string, from: number, isLast: boolean) => Cut<Unit> | null;

/** Characters of the longest unit: a Keycloak realm's settings before its users. */
const unitMax = 32 * 1024 ** 2;

/**
 * @param cut is called until it returns null, then again with more text
 * @throws SourceError for a unit of more than 32 million characters
 */
export async function* cutUnits<Unit>(texts: AsyncIterable<string>, cut: Cutter<Unit>): AsyncGenerator<Unit> {
  let rest = "";
  let from = 0;
  for await (const text of texts) {
    rest = rest.slice(from) + text;
    from = 0;
    for (let next = cut(rest, from, false); next !== null; next = cut(rest, from, false)) {
      from = next.end;
      if (next.unit !== undefined) yield next.unit;
    }
    if (rest.length - from > unitMax) {
      throw new SourceError(
        "A record of the file has more than 32 million characters: a quote or bracket is not closed.",
      );
    }
  }
  for (let next = cut(rest, from, true); next !== null; next = cut(rest, from, true)) {
    from = next.end;
    if (next.unit !== undefined) yield next.unit;
  }
}

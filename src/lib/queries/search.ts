/** The `search` parameter: what it asks for, and the SQL that finds it. */
import { type SQL, sql } from "../sql/index.ts";
import type { Binder } from "./bind.ts";
import type { SearchSource } from "./resource.ts";
import { cut, normalise, startsAnywhere, wordLimits } from "./words.ts";

/** A run of words that a row must have, as `normalise` writes it. */
export interface Term {
  readonly text: string;
  /** Whether the last word must end there; otherwise it may go on. */
  readonly complete: boolean;
}

/**
 * Reads a search text: a phrase when enclosed in double quotes, else terms split at blanks, all of which must be found.
 * @returns the terms, longest first, without those that another one implies; empty when nothing searchable is left
 */
export function parseSearch(text: string): readonly Term[] {
  const phrase = /^\s*"(.*)"\s*$/su.exec(text)?.[1];
  if (phrase !== undefined) {
    const words = normalise(phrase);
    return words === "" ? [] : [{ text: words, complete: true }];
  }
  const texts = text
    .split(/\s+/u)
    .map(normalise)
    .filter((words) => words !== "");
  const longestFirst = [...new Set(texts)].toSorted((a, b) => b.length - a.length);
  return longestFirst
    .filter((words, i) => !longestFirst.slice(0, i).some((longer) => longer.startsWith(words)))
    .map((words) => ({ text: words, complete: false }));
}

/**
 * The rows that may have a term, each once, as a SELECT of their sequence `s`. Surely have it, if the term is exact.
 * The upper bound is the character behind the blank where the term must end: the term, or the term and further words.
 * Otherwise it is the last code point of all, which no word contains.
 */
export function selectOwners({ table, scope, word, owner }: SearchSource, term: Term, bind: Binder): SQL {
  const begin = cut(term.text, wordLimits.wordPoints).trimEnd();
  const end = `${begin}${term.complete && isExact(term) ? "!" : "\u{10ffff}"}`;
  const isWord = sql`${word} >= ${bind.scalar(begin)} AND ${word} < ${bind.scalar(end)}`;
  return sql`SELECT DISTINCT ${owner} AS s FROM ${table} WHERE ${scope} AND ${isWord}`;
}

/** Whether the stored words, cut as they are, show all of a term and, where it must end, that it ends. */
export function isExact({ text, complete }: Term): boolean {
  const points = Array.from(text).length;
  return complete ? points < wordLimits.wordPoints : points <= wordLimits.wordPoints;
}

/**
 * Whether one row has a term, read off the JSON text of its words. There a word follows a quotation mark; within the
 * whole value, which alone is long enough for a long term, it may also follow a blank, or anything in unspaced scripts.
 */
export function hasTerm(source: SearchSource, term: Term, bind: Binder): SQL {
  const before = startsAnywhere(term.text) ? [""] : isExact(term) ? ['"'] : ['"', " "];
  const after = term.complete ? ['"', " "] : [""];
  const spellings = before.flatMap((left) => after.map((right) => `${left}${term.text}${right}`));
  const tests = spellings.map((spelling) => sql`instr(${source.words}, ${bind.scalar(spelling)}) > 0`);
  return sql`(${sql.join(tests, sql` OR `)})`;
}

/** The `search` parameter: its terms, and the SQL that finds them. */
import { type SQL, sql } from "../sql/index.ts";
import type { Binder } from "./bind.ts";
import type { SearchSource } from "./resource.ts";
import { localPart, phoneDigits, withoutJoiners } from "./spellings.ts";
import { union } from "./union.ts";
import { cut, normalise, startsAnywhere, wordLimits } from "./words.ts";

/** A run of words, as `normalise` writes it. */
interface Spelling {
  readonly text: string;
  /** Whether the last word must be complete; otherwise it is a prefix. */
  readonly complete: boolean;
  /** The stored word that finds the spelling if the text is the end of a longer word; absent: the text begins a word. */
  readonly endsWith?: string;
}

/** The words that a row must have, as alternative spellings. */
export type Term = readonly [Spelling, ...Spelling[]];

/**
 * Parses a search text: a phrase if it is in double quotes, a number if it is written like a phone number, else terms split at
 * blanks, all of which must be found.
 * @returns the terms, longest first, without those that another one implies; empty if the text has nothing searchable
 */
export function parseSearch(text: string): readonly Term[] {
  const phrase = /^\s*"(.*)"\s*$/su.exec(text)?.[1];
  if (phrase !== undefined) {
    const words = normalise(phrase);
    return words === "" ? [] : [[{ text: words, complete: true }]];
  }
  const digits = phoneDigits(text);
  if (digits !== null) return [numberTerm(text, digits)];
  const terms = text.split(/\s+/u).flatMap(nameTerm);
  const distinct = [...new Map(terms.map((term) => [term[0].text, term])).values()];
  const longestFirst = distinct.toSorted(([a], [b]) => b.text.length - a.text.length);
  return longestFirst.filter((term, i) => !longestFirst.slice(0, i).some((longer) => implies(longer, term)));
}

/** A term that may be part of a name, whose stored spelling may have or lack apostrophes and hyphens. */
function nameTerm(text: string): readonly Term[] {
  const [first, ...others] = new Set([normalise(text), normalise(withoutJoiners(text))]);
  if (first === undefined || first === "") return [];
  return [[begin(first), ...others.filter((words) => words !== "").map(begin)]];
}

/** A run of digits as written, or a phone number: its beginning with the country code, or its end. */
function numberTerm(text: string, digits: string): Term {
  const local = localPart(digits);
  return [
    begin(normalise(text)),
    ...(normalise(text) === digits ? [] : [begin(digits)]),
    ...(local === digits ? [] : [{ text: digits, complete: true, endsWith: local }]),
  ];
}

const begin = (text: string): Spelling => ({ text, complete: false });

/** Whether every row with `term` also has `other`. */
const implies = (term: Term, other: Term): boolean =>
  term.every(({ text }) => other.some((spelling) => text.startsWith(spelling.text)));

/** The stored words of a spelling. @param from a source to join ahead of them, if any */
function selectSpelling(
  { owner, scope, table, word }: SearchSource,
  spelling: Spelling,
  bind: Binder,
  from?: SQL,
): SQL {
  const [lower, upper] = rangeOf(spelling);
  const source = from === undefined ? sql`${table}` : sql`${from} CROSS JOIN ${table}`;
  return sql`SELECT ${owner} AS s FROM ${source}
    WHERE ${scope} AND ${word} >= ${bind.scalar(lower)} AND ${word} < ${bind.scalar(upper)}`;
}

/**
 * The rows that may have the rarest of some terms, each once, as a SELECT of their sequence `s`. If there is a single exact
 * term, all of them have it. Each spelling is a range of words with its own SELECT.
 */
export function selectOwners(source: SearchSource, terms: readonly [Term, ...Term[]], bind: Binder): SQL {
  if (terms.length === 1) {
    return sql`SELECT DISTINCT s FROM (${union(terms[0].map((spelling) => selectSpelling(source, spelling, bind)))})`;
  }
  const selects = terms.flatMap((term, i) =>
    // For the other terms the join has no row, so their words are not read.
    term.map((spelling) =>
      selectSpelling(source, spelling, bind, sql`(SELECT 1 FROM rarest WHERE i = ${sql.raw(String(i))})`),
    ),
  );
  return sql`WITH rarest AS MATERIALIZED (${selectRarest(source, terms, bind)}) SELECT DISTINCT s FROM (${union(selects)})`;
}

/**
 * The limits up to which the words of each term are counted, one after the other, until a term has fewer. Counting beyond
 * the last one would cost more than it saves.
 */
const countsMax = [16, 128, 1_024] as const;

/** The term with the fewest words, as a SELECT of its index `i`; the first one on ties or beyond the last limit. */
function selectRarest(source: SearchSource, terms: readonly Term[], bind: Binder): SQL {
  const rarest = countsMax.map((max, level) => {
    const limit = sql.raw(String(max));
    const counts = terms.map((term, i) => {
      const words = term.map((spelling) => selectSpelling(source, spelling, bind));
      return sql`SELECT ${sql.raw(String(i))} AS i, (SELECT count(*) FROM (${union(words)} LIMIT ${limit})) AS n`;
    });
    const isKnown = level === countsMax.length - 1 ? sql`1` : sql`n < ${limit}`;
    // Applied to the smallest count only. Applied to each count, SQLite would count twice.
    return sql`(SELECT iif(${isKnown}, i, NULL) FROM (
      SELECT i, n FROM (${sql.join(counts, sql` UNION ALL `)}) ORDER BY n, i LIMIT 1))`;
  });
  return sql`SELECT coalesce(${sql.join(rarest, sql`, `)}) AS i`;
}

/**
 * The range of words that begin with a spelling. If the last word must be complete, the range ends at `!`, the character after the
 * blank: it has the spelling itself, or with further words. Otherwise it ends at the last code point, which no word contains.
 */
function rangeOf(spelling: Spelling): readonly [string, string] {
  if (spelling.endsWith !== undefined) return [spelling.endsWith, `${spelling.endsWith}!`];
  const begin = cut(spelling.text, wordLimits.wordPoints).trimEnd();
  return [begin, `${begin}${spelling.complete && isShown(spelling) ? "!" : "\u{10ffff}"}`];
}

/** Whether the range of a term's words has exactly the rows with the term. */
export const isExact = (term: Term): boolean => term.every(isShown);

/** Whether the stored words, which are cut, contain the complete spelling, and its end if its last word must be complete. */
function isShown({ complete, endsWith, text }: Spelling): boolean {
  if (endsWith !== undefined) return false;
  const points = Array.from(text).length;
  return complete ? points < wordLimits.wordPoints : points <= wordLimits.wordPoints;
}

/** Whether a row has a term, by the JSON text of its words. */
export function hasTerm(source: SearchSource, term: Term, bind: Binder): SQL {
  const tests = term.flatMap(textsOf).map((text) => sql`instr(${source.words}, ${bind.scalar(text)}) > 0`);
  return sql`(${sql.join(tests, sql` OR `)})`;
}

/**
 * The texts of which the JSON of a row's words contains one if the row has a spelling. In the JSON, a word follows a
 * quotation mark. Within the whole value, which alone is long enough for a long spelling, it may also follow a blank, or
 * any character in unspaced scripts.
 */
function textsOf(spelling: Spelling): readonly string[] {
  const { complete, endsWith, text } = spelling;
  if (endsWith !== undefined) return [`${text}"`];
  const before = startsAnywhere(text) ? [""] : isShown(spelling) ? ['"'] : ['"', " "];
  const after = complete ? ['"', " "] : [""];
  return before.flatMap((left) => after.map((right) => `${left}${text}${right}`));
}

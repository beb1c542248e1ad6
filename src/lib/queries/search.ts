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
  /** Whether the last word must end there; otherwise it may go on. */
  readonly complete: boolean;
  /** The stored word by which it is found, where the text is the end of a longer word; absent: the text begins one. */
  readonly endsWith?: string;
}

/** The words that a row must have, in one of the spellings. */
export type Term = readonly [Spelling, ...Spelling[]];

/**
 * Reads a search text: a phrase when enclosed in double quotes, a number when written like one of a phone, else terms split at
 * blanks, all of which must be found.
 * @returns the terms, longest first, without those that another one implies; empty when nothing searchable is left
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

/** A term that may be a part of a name, and so may lack the apostrophes and hyphens that it is written with. */
function nameTerm(text: string): readonly Term[] {
  const [first, ...others] = new Set([normalise(text), normalise(withoutJoiners(text))]);
  if (first === undefined || first === "") return [];
  return [[begin(first), ...others.filter((words) => words !== "").map(begin)]];
}

/** A run of digits as written, or a phone number: from its country code on, or the end of one. */
function numberTerm(text: string, digits: string): Term {
  const local = localPart(digits);
  return [
    begin(normalise(text)),
    ...(normalise(text) === digits ? [] : [begin(digits)]),
    ...(local === digits ? [] : [{ text: digits, complete: true, endsWith: local }]),
  ];
}

const begin = (text: string): Spelling => ({ text, complete: false });

/** Whether each row that has one term has the other too. */
const implies = (term: Term, other: Term): boolean =>
  term.every(({ text }) => other.some((spelling) => text.startsWith(spelling.text)));

/** The stored words of a spelling. @param from the source that is read ahead of them, if any */
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
 * The rows that may have the rarest of some terms, each once, as a SELECT of their sequence `s`. Surely have it, if there is one
 * term and it is exact. Each spelling is a range of words, sought by a SELECT of its own.
 */
export function selectOwners(source: SearchSource, terms: readonly [Term, ...Term[]], bind: Binder): SQL {
  if (terms.length === 1) {
    return sql`SELECT DISTINCT s FROM (${union(terms[0].map((spelling) => selectSpelling(source, spelling, bind)))})`;
  }
  const selects = terms.flatMap((term, i) =>
    // Joined to no row, the words of another term are not read.
    term.map((spelling) =>
      selectSpelling(source, spelling, bind, sql`(SELECT 1 FROM rarest WHERE i = ${sql.raw(String(i))})`),
    ),
  );
  return sql`WITH rarest AS MATERIALIZED (${selectRarest(source, terms, bind)}) SELECT DISTINCT s FROM (${union(selects)})`;
}

/**
 * The limits up to which the words of each term are counted, until a term has fewer. Beyond the last one a longer count
 * is not worth it.
 */
const countsMax = [16, 128, 1_024] as const;

/** Which term has the fewest words, as a SELECT of its index `i`; of those that have equally many, or too many, the first. */
function selectRarest(source: SearchSource, terms: readonly Term[], bind: Binder): SQL {
  const rarest = countsMax.map((max, level) => {
    const limit = sql.raw(String(max));
    const counts = terms.map((term, i) => {
      const words = term.map((spelling) => selectSpelling(source, spelling, bind));
      return sql`SELECT ${sql.raw(String(i))} AS i, (SELECT count(*) FROM (${union(words)} LIMIT ${limit})) AS n`;
    });
    const isKnown = level === countsMax.length - 1 ? sql`1` : sql`n < ${limit}`;
    // Asked of the least count alone: of each, SQLite would count twice.
    return sql`(SELECT iif(${isKnown}, i, NULL) FROM (
      SELECT i, n FROM (${sql.join(counts, sql` UNION ALL `)}) ORDER BY n, i LIMIT 1))`;
  });
  return sql`SELECT coalesce(${sql.join(rarest, sql`, `)}) AS i`;
}

/**
 * The words that begin with a spelling, from the first one to the end. Where the spelling must end, the end is the character
 * behind the blank: the spelling, or the spelling and further words. Otherwise it is the last code point of all, which no word
 * contains.
 */
function rangeOf(spelling: Spelling): readonly [string, string] {
  if (spelling.endsWith !== undefined) return [spelling.endsWith, `${spelling.endsWith}!`];
  const begin = cut(spelling.text, wordLimits.wordPoints).trimEnd();
  return [begin, `${begin}${spelling.complete && isShown(spelling) ? "!" : "\u{10ffff}"}`];
}

/** Whether the range of a term's words is just the rows that have it. */
export const isExact = (term: Term): boolean => term.every(isShown);

/** Whether the stored words, cut as they are, contain all of a spelling and, where it must end, its end. */
function isShown({ complete, endsWith, text }: Spelling): boolean {
  if (endsWith !== undefined) return false;
  const points = Array.from(text).length;
  return complete ? points < wordLimits.wordPoints : points <= wordLimits.wordPoints;
}

/** Whether one row has a term, read off the JSON text of its words. */
export function hasTerm(source: SearchSource, term: Term, bind: Binder): SQL {
  const tests = term.flatMap(textsOf).map((text) => sql`instr(${source.words}, ${bind.scalar(text)}) > 0`);
  return sql`(${sql.join(tests, sql` OR `)})`;
}

/**
 * The texts in the JSON of a row's words if the row has a spelling. There a word follows a quotation mark; within the
 * whole value, which alone is long enough for a long spelling, it may also follow a blank, or any character in unspaced
 * scripts.
 */
function textsOf(spelling: Spelling): readonly string[] {
  const { complete, endsWith, text } = spelling;
  if (endsWith !== undefined) return [`${text}"`];
  const before = startsAnywhere(text) ? [""] : isShown(spelling) ? ['"'] : ['"', " "];
  const after = complete ? ['"', " "] : [""];
  return before.flatMap((left) => after.map((right) => `${left}${text}${right}`));
}

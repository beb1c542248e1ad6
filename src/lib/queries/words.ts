/** The search words of a value, made the same way for storing and for searching. Pure. */
import { lazy } from "../lazy/lazy.ts";
import { fold } from "./fold.ts";
import { localPart, withoutJoiners } from "./spellings.ts";

export const wordLimits = {
  /** Code points kept of a value, and of a search term: an email of 320 characters, with room for folding. */
  valuePoints: 512,
  /** Code points kept of a word, other than the first, which is the whole value. */
  wordPoints: 64,
  /** Words kept of a value. Each one writes a row: a name of 128 Chinese characters would otherwise write 128 rows. */
  words: 32,
} as const;

/** Scripts without blanks between words, in which any character may begin a word. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}" +
  "\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
/** Patterns of scripts take a millisecond to make. */
const beginsUnspaced = lazy(() => new RegExp(`^(?!\\p{M})[${unspaced}]`, "u"));
const separators = lazy(() => /[^\p{L}\p{N}\p{M}]+/gu);
/** A word begins after a blank, and in the scripts without blanks at every character that is not a mark. */
const wordStart = lazy(() => new RegExp(`(?<=^|[ ])[^ ]|(?!\\p{M})[${unspaced}]`, "gu"));

/** Folds a value and replaces each run of characters other than letters, digits and marks by a blank. */
export function normalise(value: string): string {
  return cut(fold(value).replace(separators(), " ").trim(), wordLimits.valuePoints).trim();
}

/** Whether the first character of a normalised text may follow a letter and still begin a word. */
export const startsAnywhere = (normalised: string): boolean => beginsUnspaced().test(normalised);

/** The first `points` code points of a text. */
export function cut(text: string, points: number): string {
  // A text of n UTF-16 units has at most n code points, so most texts need no counting.
  return text.length <= points ? text : Array.from(text).slice(0, points).join("");
}

/**
 * The words to store for a value: the normalised value itself, and the rest of it from each further word on, so that any
 * run of words in it is a prefix of one of them. "ann@x.org" gives "ann x org", "x org" and "org". They contain only
 * letters, digits, marks and single blanks, so JSON needs no escapes. Bounds: `wordLimits`.
 */
export function wordsOf(value: string): readonly string[] {
  const whole = normalise(value);
  if (whole === "") return [];
  const words = new Set([whole]);
  for (const { index } of whole.matchAll(wordStart())) {
    if (words.size === wordLimits.words) break;
    if (index > 0) words.add(cut(whole.slice(index), wordLimits.wordPoints).trimEnd());
  }
  return [...words];
}

/** The words to store for a name: with apostrophes and hyphens as blanks, and without them. Bounds: `wordLimits`. */
export function nameWords(name: string): readonly string[] {
  const words = wordsOf(name);
  const joined = withoutJoiners(name);
  if (joined === name) return words;
  return [...new Set([...words, ...wordsOf(joined)])].slice(0, wordLimits.words);
}

/** The words to store for a phone number: its digits, and the last seven of them. @param phone in E.164 form, or empty */
export function phoneWords(phone: string): readonly string[] {
  return [...new Set(wordsOf(phone).flatMap((digits) => [digits, localPart(digits)]))];
}

/** Removes case and accents from texts, for comparison. Pure. */

import { lazy } from "../lazy/lazy.ts";

/**
 * Letters that decomposition does not change: they have no mark, but people search for them without their stroke or
 * ligature. Also the final sigma, which lower-casing chooses by position.
 */
const letters: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ħ", "h"],
  ["ı", "i"],
  ["ł", "l"],
  ["ŋ", "n"],
  ["ŧ", "t"],
  ["ς", "σ"],
]);
const letter = lazy(() => new RegExp(`[${[...letters.keys()].join("")}]`, "gu"));

/**
 * Marks that people omit in a search: combining diacritics, Hebrew points and Arabic vowel signs. Indic vowel signs and the
 * voicing marks of kana are marks too, but make a different letter, so they stay.
 */
const marks = lazy(
  () =>
    new RegExp(
      "[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7" +
        "\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed]",
      "gu",
    ),
);

/** Folds a text: "Łukasz Ångström" becomes "lukasz angstrom". Folding twice changes nothing more. */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFKD")
    .replace(marks(), "")
    .toLowerCase()
    .replace(letter(), (found) => letters.get(found) ?? found)
    .normalize("NFC");
}

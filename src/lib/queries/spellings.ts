/** Spellings that mean the same to a reader: a name without its apostrophes and hyphens, a phone number as people write it. Pure. */

/** Apostrophes and hyphens of names, and the letters that stand for an apostrophe in Polynesian and Semitic ones. */
const joiners = /['’‘‛′`´ʹʻʼʽʾʿˈ＇\-‐‑‒–﹣－\u00ad]/gu;

/** "O'Brien" becomes "OBrien". */
export const withoutJoiners = (name: string): string => name.replace(joiners, "");

/** The last digits of a phone number that are a word of their own: a local number without its area, where those are common. */
const localDigits = 7;

const phoneLike = /^[\s\d+()./‐‑‒–-]+$/u;

/** "(0)" within a number, which is not dialled from abroad. */
const trunkZero = "(0)";

/**
 * The digits of a text that is written like a phone number, without leading zeros of a country's or an area's prefix.
 * Null: it has other characters or fewer than seven digits.
 */
export function phoneDigits(text: string): string | null {
  const plain = text.normalize("NFKC").replace(trunkZero, "");
  if (!phoneLike.test(plain)) return null;
  const digits = plain.replace(/\D/gu, "").replace(/^0+/u, "");
  return digits.length < localDigits ? null : digits;
}

/** The end of a number that is a word of its own. @param digits seven at least */
export const localPart = (digits: string): string => digits.slice(-localDigits);

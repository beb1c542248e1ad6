/** Equivalent spellings: of names without apostrophes and hyphens, and of phone numbers as people write them. Pure. */

/** Apostrophes and hyphens of names, and the letters used as an apostrophe in Polynesian and Semitic names. */
const joiners = /['’‘‛′`´ʹʻʼʽʾʿˈ＇\-‐‑‒–﹣－\u00ad]/gu;

/** "O'Brien" becomes "OBrien". */
export const withoutJoiners = (name: string): string => name.replace(joiners, "");

/** The number of last digits of a phone number that are indexed as a word: a local number without its area code. */
const localDigits = 7;

const phoneLike = /^[\s\d+()./‐‑‒–-]+$/u;

/** "(0)" in a number, the trunk prefix that is not dialled from abroad. */
const trunkZero = "(0)";

/**
 * The digits of a text that is written like a phone number, without the leading zeros of an international or area prefix.
 * Null: the text has other characters or fewer than seven digits.
 */
export function phoneDigits(text: string): string | null {
  const plain = text.normalize("NFKC").replace(trunkZero, "");
  if (!phoneLike.test(plain)) return null;
  const digits = plain.replace(/\D/gu, "").replace(/^0+/u, "");
  return digits.length < localDigits ? null : digits;
}

/** The end of a number that is indexed as a word. @param digits at least seven */
export const localPart = (digits: string): string => digits.slice(-localDigits);

/** The base64 of crypt(3) and phpass: six bits per digit, the lowest first. Pure. */

export const crypt64Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The lowest `count` digits of a number of at most 24 bits. */
export function crypt64Digits(value: number, count: number): string {
  let text = "";
  for (let digit = 0; digit < count; digit += 1) text += crypt64Alphabet.charAt((value >>> (6 * digit)) & 63);
  return text;
}

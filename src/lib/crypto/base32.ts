/** Base32 (RFC 4648 6), the encoding of secrets for authenticator apps. Pure. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** @returns the bytes in base32, without padding */
export function base32Of(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)] ?? "").join("");
}

/**
 * Decodes base32. Trailing bits of an incomplete byte are dropped.
 * @param text in any case, with or without padding; blanks are ignored
 * @throws RangeError for any other character
 */
export function fromBase32(text: string): Uint8Array {
  const digits = text.replaceAll(" ", "").replace(/=+$/, "").toUpperCase();
  const bytes = new Uint8Array(Math.floor((digits.length * 5) / 8));
  let [bits, value, length] = [0, 0, 0];
  for (const digit of digits) {
    const five = alphabet.indexOf(digit);
    if (five === -1) throw new RangeError("A text is not base32.");
    value = ((value << 5) | five) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = value >> bits;
  }
  return bytes;
}

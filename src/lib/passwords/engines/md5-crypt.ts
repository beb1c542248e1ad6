/** crypt(3) with MD5 (`$1$`, by Poul-Henning Kamp) and Apache's variant (`$apr1$`), which differ in their prefix only. */
import { createHash } from "node:crypto";
import { crypt64Digits } from "../crypt64.ts";

const rounds = 1000;

/** The bytes of the digest that make each group of four digits. Byte 11 remains and makes the last two digits. */
const groups = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

function md5(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/**
 * @param salt at most 8 bytes
 * @param magic `$1$` or `$apr1$`
 * @returns the digest in the alphabet of crypt(3)
 */
export function md5Crypt(password: Uint8Array, salt: Uint8Array, magic: Uint8Array): string {
  const alternate = md5(password, salt, password);
  const parts = [password, magic, salt];
  for (let left = password.length; left > 0; left -= 16) parts.push(alternate.subarray(0, Math.min(left, 16)));
  for (let left = password.length; left > 0; left >>= 1) {
    parts.push((left & 1) === 1 ? new Uint8Array(1) : password.subarray(0, 1));
  }
  let digest = md5(...parts);
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = (round & 1) === 1;
    digest = md5(
      isOdd ? password : digest,
      ...(round % 3 === 0 ? [] : [salt]),
      ...(round % 7 === 0 ? [] : [password]),
      isOdd ? digest : password,
    );
  }
  const text = groups.map(([a, b, c]) =>
    crypt64Digits(((digest[a] ?? 0) << 16) | ((digest[b] ?? 0) << 8) | (digest[c] ?? 0), 4),
  );
  return text.join("") + crypt64Digits(digest[11] ?? 0, 2);
}

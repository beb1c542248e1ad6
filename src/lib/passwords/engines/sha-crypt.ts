/**
 * crypt(3) with SHA-256 and SHA-512 (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", 2008). The rounds run on
 * sha.wasm, because `node:crypto` takes longer to set up a digest than to compute it.
 */
import { createHash } from "node:crypto";
import { crypt64Digits } from "../crypt64.ts";
import { shaEngine, shaKinds } from "./sha-engine.ts";

type Algorithm = "sha256" | "sha512";

const digestOf = (algorithm: Algorithm, ...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** Repeats bytes up to a length. */
function repeat(bytes: Uint8Array, length: number): Uint8Array {
  const repeated = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) repeated.set(bytes.subarray(0, length - at), at);
  return repeated;
}

const copies = (bytes: Uint8Array, count: number): readonly Uint8Array[] => Array.from({ length: count }, () => bytes);

/**
 * @param password at most 200 bytes: a round hashes it up to twice
 * @param salt at most 16 bytes
 * @returns the digest in the alphabet of crypt(3)
 */
export function shaCrypt(algorithm: Algorithm, password: Uint8Array, salt: Uint8Array, rounds: number): string {
  const { digestBytes } = shaKinds[algorithm];
  const alternate = digestOf(algorithm, password, salt, password);
  const bits: Uint8Array[] = [];
  for (let left = password.length; left > 0; left >>= 1) bits.push((left & 1) === 1 ? alternate : password);
  const seed = digestOf(algorithm, password, salt, repeat(alternate, password.length), ...bits);
  const p = repeat(digestOf(algorithm, ...copies(password, password.length)), password.length);
  const s = repeat(digestOf(algorithm, ...copies(salt, 16 + (seed[0] ?? 0))), salt.length);
  return encode(algorithm, runRounds(algorithm, { seed, p, s, rounds }, digestBytes));
}

interface Rounds {
  readonly seed: Uint8Array;
  readonly p: Uint8Array;
  readonly s: Uint8Array;
  readonly rounds: number;
}

function runRounds(algorithm: Algorithm, { seed, p, s, rounds }: Rounds, digestBytes: number): Uint8Array {
  const engine = shaEngine();
  const { input, output } = engine;
  try {
    output.set(seed);
    const digest = output.subarray(0, digestBytes);
    for (let round = 0; round < rounds; round += 1) {
      const isOdd = (round & 1) === 1;
      let length = 0;
      const add = (bytes: Uint8Array) => {
        input.set(bytes, length);
        length += bytes.length;
      };
      add(isOdd ? p : digest);
      if (round % 3 !== 0) add(s);
      if (round % 7 !== 0) add(p);
      add(isOdd ? digest : p);
      engine.digest(algorithm, length);
    }
    return digest.slice();
  } finally {
    engine.wipe();
  }
}

/** Encodes the digest. Three bytes, one from each third of the digest in rotating order, make four digits. */
function encode(algorithm: Algorithm, digest: Uint8Array): string {
  const third = Math.floor(digest.length / 3);
  let [a, b, c] = [0, third, 2 * third];
  let text = "";
  for (let group = 0; group < third; group += 1) {
    text += crypt64Digits(((digest[a] ?? 0) << 16) | ((digest[b] ?? 0) << 8) | (digest[c] ?? 0), 4);
    [a, b, c] = algorithm === "sha512" ? [b + 1, c + 1, a + 1] : [c + 1, a + 1, b + 1];
  }
  return algorithm === "sha512"
    ? text + crypt64Digits(digest[63] ?? 0, 2)
    : text + crypt64Digits(((digest[31] ?? 0) << 8) | (digest[30] ?? 0), 3);
}

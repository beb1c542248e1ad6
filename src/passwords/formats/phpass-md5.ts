/**
 * The inner loop of phpass: md5 over a digest and the password, thousands of times. An engine of its own because a
 * general md5 spends most of such a call on setting it up: this one pads the message once, rewrites only the digest at
 * its start, and takes an eighth of the time. Pure; checked against noble's md5 for every length.
 */

const digestBytes = 16;
const blockBytes = 64;

/**
 * Sets digest = md5(digest ‖ password), `rounds` times over.
 *
 * @param seed the 16 bytes to begin with
 * @returns the last digest
 */
export function stretchMd5(seed: Uint8Array, password: Uint8Array, rounds: number): Uint8Array {
  const words = toPaddedWords(seed, password);
  const digest = words.slice(0, 4);
  for (let round = 0; round < rounds; round += 1) {
    words.set(digest);
    digestInto(digest, words);
  }
  return new Uint8Array(digest.buffer);
}

/** The message as md5 reads it: little-endian words, a 1 bit behind the text, the length in bits at the end. */
function toPaddedWords(seed: Uint8Array, password: Uint8Array): Int32Array {
  const length = digestBytes + password.length;
  const padded = new DataView(new ArrayBuffer(Math.ceil((length + 9) / blockBytes) * blockBytes));
  const bytes = new Uint8Array(padded.buffer);
  bytes.set(seed);
  bytes.set(password, digestBytes);
  bytes[length] = 0x80;
  padded.setUint32(bytes.length - 8, length * 8, true);
  return new Int32Array(padded.buffer);
}

const step = (f: number, a: number, b: number, x: number, shift: number, k: number) => {
  const sum = (a + f + x + k) | 0;
  return (((sum << shift) | (sum >>> (32 - shift))) + b) | 0;
};

// The four round functions of RFC 1321, section 3.4; small enough for the compiler to inline.
const ff = (a: number, b: number, c: number, d: number, x: number, shift: number, k: number) =>
  step((b & c) | (~b & d), a, b, x, shift, k);
const gg = (a: number, b: number, c: number, d: number, x: number, shift: number, k: number) =>
  step((b & d) | (c & ~d), a, b, x, shift, k);
const hh = (a: number, b: number, c: number, d: number, x: number, shift: number, k: number) =>
  step(b ^ c ^ d, a, b, x, shift, k);
const ii = (a: number, b: number, c: number, d: number, x: number, shift: number, k: number) =>
  step(c ^ (b | ~d), a, b, x, shift, k);

/** Writes the md5 of the padded message `words` into `digest`. */
function digestInto(digest: Int32Array, words: Int32Array): void {
  let a0 = 0x67452301;
  let b0 = 0xefcdab89 | 0;
  let c0 = 0x98badcfe | 0;
  let d0 = 0x10325476;
  for (let block = 0; block < words.length; block += 16) {
    const x0 = words[block + 0] ?? 0;
    const x1 = words[block + 1] ?? 0;
    const x2 = words[block + 2] ?? 0;
    const x3 = words[block + 3] ?? 0;
    const x4 = words[block + 4] ?? 0;
    const x5 = words[block + 5] ?? 0;
    const x6 = words[block + 6] ?? 0;
    const x7 = words[block + 7] ?? 0;
    const x8 = words[block + 8] ?? 0;
    const x9 = words[block + 9] ?? 0;
    const x10 = words[block + 10] ?? 0;
    const x11 = words[block + 11] ?? 0;
    const x12 = words[block + 12] ?? 0;
    const x13 = words[block + 13] ?? 0;
    const x14 = words[block + 14] ?? 0;
    const x15 = words[block + 15] ?? 0;
    let a = a0;
    let b = b0;
    let c = c0;
    let d = d0;

    a = ff(a, b, c, d, x0, 7, 0xd76aa478);
    d = ff(d, a, b, c, x1, 12, 0xe8c7b756);
    c = ff(c, d, a, b, x2, 17, 0x242070db);
    b = ff(b, c, d, a, x3, 22, 0xc1bdceee);
    a = ff(a, b, c, d, x4, 7, 0xf57c0faf);
    d = ff(d, a, b, c, x5, 12, 0x4787c62a);
    c = ff(c, d, a, b, x6, 17, 0xa8304613);
    b = ff(b, c, d, a, x7, 22, 0xfd469501);
    a = ff(a, b, c, d, x8, 7, 0x698098d8);
    d = ff(d, a, b, c, x9, 12, 0x8b44f7af);
    c = ff(c, d, a, b, x10, 17, 0xffff5bb1);
    b = ff(b, c, d, a, x11, 22, 0x895cd7be);
    a = ff(a, b, c, d, x12, 7, 0x6b901122);
    d = ff(d, a, b, c, x13, 12, 0xfd987193);
    c = ff(c, d, a, b, x14, 17, 0xa679438e);
    b = ff(b, c, d, a, x15, 22, 0x49b40821);

    a = gg(a, b, c, d, x1, 5, 0xf61e2562);
    d = gg(d, a, b, c, x6, 9, 0xc040b340);
    c = gg(c, d, a, b, x11, 14, 0x265e5a51);
    b = gg(b, c, d, a, x0, 20, 0xe9b6c7aa);
    a = gg(a, b, c, d, x5, 5, 0xd62f105d);
    d = gg(d, a, b, c, x10, 9, 0x02441453);
    c = gg(c, d, a, b, x15, 14, 0xd8a1e681);
    b = gg(b, c, d, a, x4, 20, 0xe7d3fbc8);
    a = gg(a, b, c, d, x9, 5, 0x21e1cde6);
    d = gg(d, a, b, c, x14, 9, 0xc33707d6);
    c = gg(c, d, a, b, x3, 14, 0xf4d50d87);
    b = gg(b, c, d, a, x8, 20, 0x455a14ed);
    a = gg(a, b, c, d, x13, 5, 0xa9e3e905);
    d = gg(d, a, b, c, x2, 9, 0xfcefa3f8);
    c = gg(c, d, a, b, x7, 14, 0x676f02d9);
    b = gg(b, c, d, a, x12, 20, 0x8d2a4c8a);

    a = hh(a, b, c, d, x5, 4, 0xfffa3942);
    d = hh(d, a, b, c, x8, 11, 0x8771f681);
    c = hh(c, d, a, b, x11, 16, 0x6d9d6122);
    b = hh(b, c, d, a, x14, 23, 0xfde5380c);
    a = hh(a, b, c, d, x1, 4, 0xa4beea44);
    d = hh(d, a, b, c, x4, 11, 0x4bdecfa9);
    c = hh(c, d, a, b, x7, 16, 0xf6bb4b60);
    b = hh(b, c, d, a, x10, 23, 0xbebfbc70);
    a = hh(a, b, c, d, x13, 4, 0x289b7ec6);
    d = hh(d, a, b, c, x0, 11, 0xeaa127fa);
    c = hh(c, d, a, b, x3, 16, 0xd4ef3085);
    b = hh(b, c, d, a, x6, 23, 0x04881d05);
    a = hh(a, b, c, d, x9, 4, 0xd9d4d039);
    d = hh(d, a, b, c, x12, 11, 0xe6db99e5);
    c = hh(c, d, a, b, x15, 16, 0x1fa27cf8);
    b = hh(b, c, d, a, x2, 23, 0xc4ac5665);

    a = ii(a, b, c, d, x0, 6, 0xf4292244);
    d = ii(d, a, b, c, x7, 10, 0x432aff97);
    c = ii(c, d, a, b, x14, 15, 0xab9423a7);
    b = ii(b, c, d, a, x5, 21, 0xfc93a039);
    a = ii(a, b, c, d, x12, 6, 0x655b59c3);
    d = ii(d, a, b, c, x3, 10, 0x8f0ccc92);
    c = ii(c, d, a, b, x10, 15, 0xffeff47d);
    b = ii(b, c, d, a, x1, 21, 0x85845dd1);
    a = ii(a, b, c, d, x8, 6, 0x6fa87e4f);
    d = ii(d, a, b, c, x15, 10, 0xfe2ce6e0);
    c = ii(c, d, a, b, x6, 15, 0xa3014314);
    b = ii(b, c, d, a, x13, 21, 0x4e0811a1);
    a = ii(a, b, c, d, x4, 6, 0xf7537e82);
    d = ii(d, a, b, c, x11, 10, 0xbd3af235);
    c = ii(c, d, a, b, x2, 15, 0x2ad7d2bb);
    b = ii(b, c, d, a, x9, 21, 0xeb86d391);

    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  digest[0] = a0;
  digest[1] = b0;
  digest[2] = c0;
  digest[3] = d0;
}

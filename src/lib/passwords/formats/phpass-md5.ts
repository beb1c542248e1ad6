/**
 * The inner loop of phpass: md5 over a digest and the password, thousands of times. It has its own engine because a
 * general md5 spends most of such a call on its set-up. This one pads the message once, rewrites only the digest at its
 * start, and takes a thirteenth of the time. Pure; tested against noble's md5 for every length.
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
  const state = new Int32Array(4);
  for (let round = 0; round < rounds; round += 1) digestInPlace(words, state);
  return new Uint8Array(words.buffer.slice(0, digestBytes));
}

/** The padded message of md5: little-endian words, a 1 bit after the text, the length in bits at the end. */
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

/** The initial state of md5 (RFC 1321, section 3.3). */
const initialState = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);

/** Replaces the first 16 bytes of the padded message `words` by the message's md5. `state` is room for four words. */
function digestInPlace(words: Int32Array, state: Int32Array): void {
  for (let word = 0; word < 4; word += 1) state[word] = initialState[word] ?? 0;
  for (let block = 0; block < words.length; block += 16) compress(state, words, block);
  for (let word = 0; word < 4; word += 1) words[word] = state[word] ?? 0;
}

/**
 * Compresses the 16 words from `block` on into the state.
 *
 * The 64 steps are unrolled, without shared functions. Compilers inline that many calls only up to a budget, and the
 * interpreter, which serves a new isolate's first sign-in, inlines none. A loop would be slow too: V8 may optimize only
 * the loop and leave the code before it unoptimized, for hundreds of sign-ins. Each step first adds the terms that do not
 * depend on the previous step, which saves a third of the time.
 */
function compress(state: Int32Array, words: Int32Array, block: number): void {
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
  const a0 = state[0] ?? 0;
  const b0 = state[1] ?? 0;
  const c0 = state[2] ?? 0;
  const d0 = state[3] ?? 0;
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;

  // Round 1 of RFC 1321, section 3.4: F(b, c, d) chooses c where b has a 1, else d.
  a = (((a + x0 + 0xd76aa478) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x1 + 0xe8c7b756) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x2 + 0x242070db) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x3 + 0xc1bdceee) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x4 + 0xf57c0faf) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x5 + 0x4787c62a) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x6 + 0xa8304613) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x7 + 0xfd469501) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x8 + 0x698098d8) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x9 + 0x8b44f7af) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x10 + 0xffff5bb1) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x11 + 0x895cd7be) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x12 + 0x6b901122) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x13 + 0xfd987193) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x14 + 0xa679438e) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x15 + 0x49b40821) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;

  // Round 2: G(b, c, d) chooses b where d has a 1, else c.
  a = (((a + x1 + 0xf61e2562) | 0) + (c ^ (d & (b ^ c)))) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x6 + 0xc040b340) | 0) + (b ^ (c & (a ^ b)))) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x11 + 0x265e5a51) | 0) + (a ^ (b & (d ^ a)))) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x0 + 0xe9b6c7aa) | 0) + (d ^ (a & (c ^ d)))) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x5 + 0xd62f105d) | 0) + (c ^ (d & (b ^ c)))) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x10 + 0x02441453) | 0) + (b ^ (c & (a ^ b)))) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x15 + 0xd8a1e681) | 0) + (a ^ (b & (d ^ a)))) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x4 + 0xe7d3fbc8) | 0) + (d ^ (a & (c ^ d)))) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x9 + 0x21e1cde6) | 0) + (c ^ (d & (b ^ c)))) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x14 + 0xc33707d6) | 0) + (b ^ (c & (a ^ b)))) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x3 + 0xf4d50d87) | 0) + (a ^ (b & (d ^ a)))) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x8 + 0x455a14ed) | 0) + (d ^ (a & (c ^ d)))) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x13 + 0xa9e3e905) | 0) + (c ^ (d & (b ^ c)))) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x2 + 0xfcefa3f8) | 0) + (b ^ (c & (a ^ b)))) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x7 + 0x676f02d9) | 0) + (a ^ (b & (d ^ a)))) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x12 + 0x8d2a4c8a) | 0) + (d ^ (a & (c ^ d)))) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;

  // Round 3: H(b, c, d) is the parity.
  a = (((a + x5 + 0xfffa3942) | 0) + (b ^ c ^ d)) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x8 + 0x8771f681) | 0) + (a ^ b ^ c)) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x11 + 0x6d9d6122) | 0) + (d ^ a ^ b)) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x14 + 0xfde5380c) | 0) + (c ^ d ^ a)) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x1 + 0xa4beea44) | 0) + (b ^ c ^ d)) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x4 + 0x4bdecfa9) | 0) + (a ^ b ^ c)) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x7 + 0xf6bb4b60) | 0) + (d ^ a ^ b)) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x10 + 0xbebfbc70) | 0) + (c ^ d ^ a)) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x13 + 0x289b7ec6) | 0) + (b ^ c ^ d)) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x0 + 0xeaa127fa) | 0) + (a ^ b ^ c)) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x3 + 0xd4ef3085) | 0) + (d ^ a ^ b)) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x6 + 0x04881d05) | 0) + (c ^ d ^ a)) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x9 + 0xd9d4d039) | 0) + (b ^ c ^ d)) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x12 + 0xe6db99e5) | 0) + (a ^ b ^ c)) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x15 + 0x1fa27cf8) | 0) + (d ^ a ^ b)) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x2 + 0xc4ac5665) | 0) + (c ^ d ^ a)) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;

  // Round 4: I(b, c, d).
  a = (((a + x0 + 0xf4292244) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x7 + 0x432aff97) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x14 + 0xab9423a7) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x5 + 0xfc93a039) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x12 + 0x655b59c3) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x3 + 0x8f0ccc92) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x10 + 0xffeff47d) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x1 + 0x85845dd1) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x8 + 0x6fa87e4f) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x15 + 0xfe2ce6e0) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x6 + 0xa3014314) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x13 + 0x4e0811a1) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x4 + 0xf7537e82) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x11 + 0xbd3af235) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x2 + 0x2ad7d2bb) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x9 + 0xeb86d391) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;

  state[0] = (a0 + a) | 0;
  state[1] = (b0 + b) | 0;
  state[2] = (c0 + c) | 0;
  state[3] = (d0 + d) | 0;
}

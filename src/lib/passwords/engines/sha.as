// SHA-1, SHA-256 and SHA-512 (FIPS 180-4), and the loop of PBKDF2 (RFC 8018) over each, in AssemblyScript: 64-bit words
// and rotations are single instructions here, which makes SHA-512 several times faster than JavaScript can be.
// scripts/wasm.ts compiles it to sha.wasm; sha-engine.ts is the only caller.

const SHA1 = 0;
const SHA256 = 1;
const SHA512 = 2;

// Constants of FIPS 180-4: the fractional bits of the cube and square roots of the first primes.
const k256 = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const k512 = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]);
const initial1 = memory.data<u32>([
  0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
]);
const initial256 = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const initial512 = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);

// A message or a key goes in at `input`, a digest comes out at `output`.
const inputBytes: i32 = 8192;
const input: usize = memory.data(8192, 16);
const output: usize = memory.data(64, 16);

export function inputAddress(): usize {
  return input;
}

export function inputSize(): i32 {
  return inputBytes;
}

export function outputAddress(): usize {
  return output;
}

const schedule = memory.data(640, 16);
const state = memory.data(64, 16);
const inner = memory.data(64, 16);
const outer = memory.data(64, 16);
const block = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function blockBytes(kind: i32): i32 {
  return kind == SHA512 ? 128 : 64;
}

// @ts-ignore: decorator
@inline
function digestBytes(kind: i32): i32 {
  return kind == SHA1 ? 20 : kind == SHA256 ? 32 : 64;
}

function begin(kind: i32): void {
  memory.copy(state, kind == SHA1 ? initial1 : kind == SHA256 ? initial256 : initial512, digestBytes(kind));
}

function compress1(p: usize): void {
  for (let t = 0; t < 16; t++) store<u32>(schedule + (t << 2), bswap<u32>(load<u32>(p + (t << 2))));
  for (let t = 16; t < 80; t++) {
    const at = schedule + (t << 2);
    store<u32>(at, rotl<u32>(load<u32>(at - 12) ^ load<u32>(at - 32) ^ load<u32>(at - 56) ^ load<u32>(at - 64), 1));
  }
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  for (let t = 0; t < 80; t++) {
    let f: u32;
    if (t < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
    else if (t < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
    else if (t < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else f = (b ^ c ^ d) + 0xca62c1d6;
    const next = rotl<u32>(a, 5) + f + e + load<u32>(schedule + (t << 2));
    e = d;
    d = c;
    c = rotl<u32>(b, 30);
    b = a;
    a = next;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
}

function compress256(p: usize): void {
  for (let t = 0; t < 16; t++) store<u32>(schedule + (t << 2), bswap<u32>(load<u32>(p + (t << 2))));
  for (let t = 16; t < 64; t++) {
    const at = schedule + (t << 2);
    const x = load<u32>(at - 60);
    const y = load<u32>(at - 8);
    const s0 = rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
    const s1 = rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >> 10);
    store<u32>(at, s0 + s1 + load<u32>(at - 28) + load<u32>(at - 64));
  }
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t = 0; t < 64; t++) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = h + s1 + (g ^ (e & (f ^ g))) + load<u32>(k256 + (t << 2)) + load<u32>(schedule + (t << 2));
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const t2 = s0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

function compress512(p: usize): void {
  for (let t = 0; t < 16; t++) store<u64>(schedule + (t << 3), bswap<u64>(load<u64>(p + (t << 3))));
  for (let t = 16; t < 80; t++) {
    const at = schedule + (t << 3);
    const x = load<u64>(at - 120);
    const y = load<u64>(at - 16);
    const s0 = rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >> 7);
    const s1 = rotr<u64>(y, 19) ^ rotr<u64>(y, 61) ^ (y >> 6);
    store<u64>(at, s0 + s1 + load<u64>(at - 56) + load<u64>(at - 128));
  }
  let a = load<u64>(state, 0);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  let e = load<u64>(state, 32);
  let f = load<u64>(state, 40);
  let g = load<u64>(state, 48);
  let h = load<u64>(state, 56);
  for (let t = 0; t < 80; t++) {
    const s1 = rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41);
    const t1 = h + s1 + (g ^ (e & (f ^ g))) + load<u64>(k512 + (t << 3)) + load<u64>(schedule + (t << 3));
    const s0 = rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39);
    const t2 = s0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u64>(state, load<u64>(state, 0) + a, 0);
  store<u64>(state, load<u64>(state, 8) + b, 8);
  store<u64>(state, load<u64>(state, 16) + c, 16);
  store<u64>(state, load<u64>(state, 24) + d, 24);
  store<u64>(state, load<u64>(state, 32) + e, 32);
  store<u64>(state, load<u64>(state, 40) + f, 40);
  store<u64>(state, load<u64>(state, 48) + g, 48);
  store<u64>(state, load<u64>(state, 56) + h, 56);
}

function compress(kind: i32, p: usize): void {
  if (kind == SHA1) compress1(p);
  else if (kind == SHA256) compress256(p);
  else compress512(p);
}

// Writes the state as the big-endian digest that it stands for.
function writeDigest(kind: i32, to: usize): void {
  if (kind == SHA512) {
    for (let at = 0; at < 64; at += 8) store<u64>(to + at, bswap<u64>(load<u64>(state + at)));
  } else {
    const length = digestBytes(kind);
    for (let at = 0; at < length; at += 4) store<u32>(to + at, bswap<u32>(load<u32>(state + at)));
  }
}

// Digests the `length` bytes at `input` into `output`. The input area has room for the padding: length <= inputBytes - 256.
export function digest(kind: i32, length: i32): void {
  const size = blockBytes(kind);
  const total = (length + 1 + (size >> 3) + size - 1) / size * size;
  store<u8>(input + length, 0x80);
  memory.fill(input + length + 1, 0, total - length - 1);
  store<u32>(input + total - 4, bswap<u32>(length << 3));
  begin(kind);
  for (let at = 0; at < total; at += size) compress(kind, input + at);
  writeDigest(kind, output);
}

// Absorbs the key at `input`, of one block, each byte XORed with `mask`, and keeps the state at `to`.
function absorbKey(kind: i32, mask: u8, to: usize): void {
  const size = blockBytes(kind);
  for (let at = 0; at < size; at++) store<u8>(block + at, load<u8>(input + at) ^ mask);
  begin(kind);
  compress(kind, block);
  memory.copy(to, state, digestBytes(kind));
}

// The rest of one block of PBKDF2: `output` holds U1 and comes to hold U1 ^ U2 ^ ... ^ Ucount. `input` holds the key,
// padded with zeros to a block.
export function stretch(kind: i32, count: i32): void {
  const length = digestBytes(kind);
  const size = blockBytes(kind);
  absorbKey(kind, 0x36, inner);
  absorbKey(kind, 0x5c, outer);
  memory.fill(block, 0, size);
  memory.copy(block, output, length);
  store<u8>(block + length, 0x80);
  store<u32>(block + size - 4, bswap<u32>((size + length) << 3));
  for (let round = 1; round < count; round++) {
    memory.copy(state, inner, length);
    compress(kind, block);
    writeDigest(kind, block);
    memory.copy(state, outer, length);
    compress(kind, block);
    writeDigest(kind, block);
    for (let at = 0; at < length; at += 4) store<u32>(output + at, load<u32>(output + at) ^ load<u32>(block + at));
  }
}

// Leaves nothing of a password in the memory.
export function wipe(): void {
  memory.fill(input, 0, inputBytes);
  memory.fill(output, 0, 64);
  memory.fill(schedule, 0, 640);
  memory.fill(inner, 0, 64);
  memory.fill(outer, 0, 64);
  memory.fill(block, 0, 128);
  memory.fill(state, 0, 64);
}

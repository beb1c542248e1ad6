import { md5 } from "@noble/hashes/legacy.js";
import { expect, test } from "vitest";
import { concat } from "../bytes.ts";
import { stretchMd5 } from "./phpass-md5.ts";

const bytesOf = (length: number, step: number) => Uint8Array.from({ length }, (_, index) => (index * step + 1) % 256);

function reference(seed: Uint8Array, password: Uint8Array, rounds: number): Uint8Array {
  let digest = seed;
  for (let round = 0; round < rounds; round += 1) digest = md5(concat(digest, password));
  return digest;
}

test("gives the same as noble's md5 for every length of password", () => {
  for (let length = 0; length <= 200; length += 1) {
    const [seed, password] = [bytesOf(16, 53 + length), bytesOf(length, 31)];
    for (const rounds of [1, 2, 5]) {
      expect(stretchMd5(seed, password, rounds), `length ${length}`).toStrictEqual(reference(seed, password, rounds));
    }
  }
});

test("gives its seed after no round, and changes neither argument", () => {
  const [seed, password] = [bytesOf(16, 7), bytesOf(40, 11)];
  expect(stretchMd5(seed, password, 0)).toStrictEqual(bytesOf(16, 7));
  stretchMd5(seed, password, 3);
  expect([seed, password]).toStrictEqual([bytesOf(16, 7), bytesOf(40, 11)]);
});

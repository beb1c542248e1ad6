import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { deriveKey } from "./derive.ts";
import { toHex } from "./digest.ts";

const secret = Uint8Array.from({ length: 32 }, (_, index) => index);

test("a key is what RFC 5869 makes of the secret and the purpose, and stays so: what it signed must verify", () => {
  const key = deriveKey(secret, "ephemeral-keys");
  // By another implementation, in another language.
  expect(toHex(key)).toBe("c2b03ffbc41b335b9f4ce4556b1b600e921ca2eb2b1c99d8142a6faa2999da8a");
  expect(key).toEqual(hkdf(sha256, secret, new Uint8Array(), new TextEncoder().encode("rollcall/ephemeral-keys"), 32));
});

test("one bit of the secret makes another key, and none of them is the secret", () => {
  const other = secret.with(31, 30);
  const [key, otherKey] = [secret, other].map((bytes) => toHex(deriveKey(bytes, "ephemeral-keys")));
  expect(key).not.toBe(otherKey);
  expect([toHex(secret), toHex(other)]).not.toContain(key);
});

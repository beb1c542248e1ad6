import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { deriveKey, findSecret, keyId, type Purpose } from "./derive.ts";
import { toHex } from "./digest.ts";

const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
const other = secret.with(31, 30);

/** Made with another implementation (Python's hmac). */
const vectors: Readonly<Record<Purpose, string>> = {
  "console-link": "d600a8de53cd6eb28c2ffd988009db4bddddd28a3288d2d9b9fd626045df34e3",
  "ephemeral-keys": "c2b03ffbc41b335b9f4ce4556b1b600e921ca2eb2b1c99d8142a6faa2999da8a",
  invitations: "385b6bf12d8c67aaac613c90adc7dd1e8dda1417a90930553ebad755f279191c",
  jwts: "3d0721d9919b5cac272244a5049227bc8ea1b5e130d4f38dff70f4f34bfb6b2b",
  "key-id": "ba15c84f533e4f4a8cfaf44866acfa5616a69d21362235a6a66a51e02c0d1953",
  "oauth2-flows": "948c88ccbd93515e1724dad310207a1f4c2c0fb3ab0681b85917a29bf308d8a0",
  "rate-limits": "5722f0cdf187c10b521be9e739544191cee5906d9295f51203bf725751f747a0",
  seal: "fc81b4b191791fca7085cfc2776cf222fc4cb3dc3c84d293e4161680773031bd",
  tokens: "b27b333609843af6ac8a0ee68ce45388d3100c26a3f1188aa7b95cd4a7bfcbad",
};

// A typed Object.keys, for a table whose keys the compiler knows.
const isPurpose = (name: string): name is Purpose => Object.hasOwn(vectors, name);

describe("a key", () => {
  test.each(Object.keys(vectors).filter(isPurpose))(
    "for %s is what RFC 5869 makes of the secret and the purpose, and stays so: what it signed must verify",
    (purpose) => {
      const key = deriveKey(secret, purpose);
      expect(toHex(key)).toBe(vectors[purpose]);
      expect(key).toEqual(hkdf(sha256, secret, new Uint8Array(), new TextEncoder().encode(`rollcall/${purpose}`), 32));
    },
  );

  test("is derived once for each secret and purpose", () => {
    expect(deriveKey(secret, "seal")).toBe(deriveKey(secret, "seal"));
  });

  test("differs where one bit of the secret differs, and never equals the secret", () => {
    const [key, otherKey] = [secret, other].map((bytes) => toHex(deriveKey(bytes, "ephemeral-keys")));
    expect(key).not.toBe(otherKey);
    expect([toHex(secret), toHex(other)]).not.toContain(key);
  });
});

describe("the id of a secret", () => {
  test("is always the same 8 hex digits, of a key with no other purpose", () => {
    expect(keyId(secret)).toBe("ba15c84f");
    expect(keyId(secret)).toBe("ba15c84f");
    expect(keyId(secret.slice())).toBe("ba15c84f");
    expect(keyId(other)).not.toBe("ba15c84f");
  });

  test("finds it among the current one and the previous ones", () => {
    expect(findSecret([secret, other], "ba15c84f")).toBe(secret);
    expect(findSecret([other, secret], "ba15c84f")).toBe(secret);
    expect(findSecret([secret, other], keyId(other))).toBe(other);
  });

  test.each(["", "00000000", "BA15C84F", "ba15c84f ", toHex(secret), undefined, null, 0, ["ba15c84f"]])(
    "finds nothing when it is %j",
    (id) => {
      expect(findSecret([secret, other], id)).toBeUndefined();
    },
  );
});

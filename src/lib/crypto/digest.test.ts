import { expect, test } from "vitest";
import { equalDigests, hmac, isSameText, sha256, toHex } from "./digest.ts";

test("sha256 digests UTF-8", () => {
  expect(toHex(sha256(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(toHex(sha256("appwrite"))).toBe("ece375199f9118cf29e19e171742f668b6b13367dc1797d11da1c74795e758cc");
  expect(toHex(sha256("é"))).toBe("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
});

test("toHex keeps leading zeros", () => {
  expect(toHex(new Uint8Array([0, 1, 255]))).toBe("0001ff");
});

test("equalDigests distinguishes digests, also of different lengths, without throwing", () => {
  expect(equalDigests(sha256("a"), sha256("a"))).toBe(true);
  expect(equalDigests(sha256("a"), sha256("b"))).toBe(false);
  expect(equalDigests(sha256("a"), sha256("a").slice(1))).toBe(false);
  expect(equalDigests(new Uint8Array(), new Uint8Array())).toBe(true);
});

test("isSameText distinguishes texts, also of different lengths", () => {
  expect(isSameText("482913", "482913")).toBe(true);
  expect(isSameText("", "")).toBe(true);
  for (const other of ["482914", "48291", "4829130", "", "482913 "]) expect(isSameText("482913", other)).toBe(false);
});

const key = Uint8Array.from({ length: 32 }, (_, index) => index);

test("hmac is HMAC-SHA-256: RFC 4231, test case 2", () => {
  expect(hmac(new TextEncoder().encode("Jefe"), "what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

// By Python's hmac.
test.each([
  ["", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb"],
  ["é", "2445a1fe5ea6e3a6a788fcd7694ae2e660a1b57669bd103992c9cea6979eedcd"],
])("hmac takes %j as UTF-8", (text, digest) => {
  expect(hmac(key, text)).toBe(digest);
});

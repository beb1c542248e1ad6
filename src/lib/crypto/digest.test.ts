import { expect, test } from "vitest";
import { equalDigests, isSameText, sha256, toHex } from "./digest.ts";

test("sha256 digests UTF-8", () => {
  expect(toHex(sha256(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(toHex(sha256("appwrite"))).toBe("ece375199f9118cf29e19e171742f668b6b13367dc1797d11da1c74795e758cc");
  expect(toHex(sha256("é"))).toBe("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
});

test("toHex keeps leading zeros", () => {
  expect(toHex(new Uint8Array([0, 1, 255]))).toBe("0001ff");
});

test("equalDigests tells digests apart, also by length, without throwing", () => {
  expect(equalDigests(sha256("a"), sha256("a"))).toBe(true);
  expect(equalDigests(sha256("a"), sha256("b"))).toBe(false);
  expect(equalDigests(sha256("a"), sha256("a").slice(1))).toBe(false);
  expect(equalDigests(new Uint8Array(), new Uint8Array())).toBe(true);
});

test("isSameText tells texts apart, also by length", () => {
  expect(isSameText("482913", "482913")).toBe(true);
  expect(isSameText("", "")).toBe(true);
  for (const other of ["482914", "48291", "4829130", "", "482913 "]) expect(isSameText("482913", other)).toBe(false);
});

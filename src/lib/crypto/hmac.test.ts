import { expect, test } from "vitest";
import { hmac } from "./hmac.ts";

const key = Uint8Array.from({ length: 32 }, (_, index) => index);

test("is HMAC-SHA-256: RFC 4231, test case 2", () => {
  expect(hmac(new TextEncoder().encode("Jefe"), "what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

// By Python's hmac.
test.each([
  ["", "d38b42096d80f45f826b44a9d5607de72496a415d3f4a1a8c88e3bb9da8dc1cb"],
  ["é", "2445a1fe5ea6e3a6a788fcd7694ae2e660a1b57669bd103992c9cea6979eedcd"],
])("takes %j as UTF-8", (text, digest) => {
  expect(hmac(key, text)).toBe(digest);
});

import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { toUtf8 } from "../bytes.ts";
import { md5Format } from "./md5.ts";

const options = { type: "md5" };
const digestOf = (password: string) => bytesToHex(md5(toUtf8(password)));

test("verifies noble's digests, at every length around md5's blocks", () => {
  for (let length = 0; length <= 130; length += 1) {
    const password = "äb\0".repeat(length).slice(0, length);
    expect(md5Format.verify(password, digestOf(password), options), `length ${length}`).toBe("match-rehash");
    expect(md5Format.verify(`${password}x`, digestOf(password), options), `length ${length}`).toBe("mismatch");
  }
});

test("tries passwords of up to 1,024 bytes, as every format does", () => {
  const longest = "ß".repeat(512);
  expect(md5Format.verify(longest, digestOf(longest), options)).toBe("match-rehash");
  expect(md5Format.verify(`${longest}a`, digestOf(`${longest}a`), options)).toBe("mismatch");
});

test("a refusal says what is accepted", () => {
  expect(md5Format.parse("144FA7EAA4904E8EE120651997F70DCC", {})).toStrictEqual({
    ok: false,
    error: {
      parameter: "password",
      message: "Value must be an md5 hash of 32 lowercase hexadecimal characters.",
    },
  });
});

import { hashSync } from "bcrypt-ts";
import { describe, expect, test } from "vitest";
import { bcryptFormat } from "./bcrypt.ts";
import { phpassFormat } from "./phpass.ts";

const options = { type: "bcrypt" };

describe("ceiling", () => {
  // Appwrite's end-to-end suite, and docs/spec/passwords.md#test-vectors. Their cost is the ceiling, so these are the
  // slowest verifications there are: 2 to 3 s.
  const atCeiling = "$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq";

  test.each([
    ["appwrite", atCeiling],
    ["super-secret-password", "$2a$15$DS0ZzbsFZYumH/E4Qj5oeOHnBcM3nCCsCA2m4Goigat/0iMVQC4Na"],
  ])("a cost of 15 is tried: %s", { timeout: 60_000 }, (password, encoded) => {
    expect(bcryptFormat.parse(encoded, {})).toStrictEqual({ ok: true, value: { options } });
    expect(bcryptFormat.verify(password, encoded, options)).toBe("match-rehash");
  });

  test.each([16, 31, 99])("a cost of %i is not", (cost) => {
    const above = atCeiling.replace("15", String(cost));
    expect(bcryptFormat.parse(above, {})).toStrictEqual({
      ok: false,
      error: {
        parameter: "password",
        message: `Value must keep the cost at or below 15 (log2 of the rounds); it is ${cost}.`,
      },
    });
    expect(bcryptFormat.verify("appwrite", above, options)).toBe("malformed");
  });
});

describe("passwords", () => {
  const encoded = (password: string) => hashSync(password, "$2b$04$......................");
  const verify = (password: string, stored: string) => bcryptFormat.verify(password, stored, options);

  test("count up to their 72nd byte, and are not rehashed if the set password may be longer", () => {
    const stored = encoded("ß".repeat(36));
    expect(verify(`${"ß".repeat(36)} and whatever follows`, stored)).toBe("match");
    expect(verify("ß".repeat(36), stored)).toBe("match");
    expect(verify("a".repeat(71), encoded("a".repeat(71)))).toBe("match-rehash");
    expect(verify(`${"ß".repeat(35)}ü`, stored)).toBe("mismatch");
    expect(verify("ß".repeat(35), stored)).toBe("mismatch");
  });

  test("have U+FFFD in place of a lone surrogate, as in every other format", () => {
    expect(verify("\uD800", encoded("\uFFFD"))).toBe("match-rehash");
  });

  // Libraries disagree on a NUL: C ends the password there, Go and Java do not. The engine sides with the latter.
  test("continue after a NUL", () => {
    const stored = encoded("nul\0inside");
    expect(verify("nul\0inside", stored)).toBe("match-rehash");
    expect(verify("nul\0outside", stored)).toBe("mismatch");
    expect(verify("nul", stored)).toBe("mismatch");
  });
});

test.each([
  ["WordPress's $wp$", "$wp$2y$10$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm"],
  ["Django's bcrypt_sha256", "bcrypt_sha256$$2b$12$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm"],
  ["passlib's bcrypt-sha256", "$bcrypt-sha256$v=2,t=2b,r=10$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGO"],
])("a refusal names %s, which only verifies with its prefix", (name, encoded) => {
  for (const format of [bcryptFormat, phpassFormat]) {
    const refused = format.parse(encoded, {});
    expect(refused).toMatchObject({ ok: false, error: { parameter: "password" } });
    expect(refused).toMatchObject({
      error: { message: expect.stringContaining(`This is ${name}: bcrypt of a digest`) },
    });
  }
});

test("a refusal says what is accepted", () => {
  expect(bcryptFormat.parse("appwrite", {})).toStrictEqual({
    ok: false,
    error: {
      parameter: "password",
      message:
        "Value must be a bcrypt hash of 60 characters that begins with $2a$, $2b$ or $2y$ and a cost of 04 or more.",
    },
  });
});

import { describe, expect, test } from "vitest";
import { bcryptVectors } from "../../../../test/passwords/vectors/bcrypt.ts";
import { bcryptFormat } from "./bcrypt.ts";
import { phpassFormat } from "./phpass.ts";

const options = { type: "phpass" };

describe("ceilings", () => {
  test.each([
    [
      "$P$Ir387rwferoKN7uwHZqNMu98q3U8RO.",
      "$P$Jr387rwferoKN7uwHZqNMu98q3U8RO.",
      "the iteration count at or below 20 (log2 of the rounds); it is 21",
    ],
    [
      "$P$Ir387rwferoKN7uwHZqNMu98q3U8RO.",
      "$H$Sr387rwferoKN7uwHZqNMu98q3U8RO.",
      "the iteration count at or below 20 (log2 of the rounds); it is 30",
    ],
    [
      "$2a$04$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO",
      "$2a$16$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO",
      "the cost at or below 15 (log2 of the rounds); it is 16",
    ],
  ])("%s is tried, %s is not", (within, above, reason) => {
    expect(phpassFormat.parse(within, {}).ok).toBe(true);
    expect(phpassFormat.verify("appwrite", within, options)).toBe("mismatch");
    expect(phpassFormat.parse(above, {})).toStrictEqual({
      ok: false,
      error: { parameter: "password", message: `Value must keep ${reason}.` },
    });
    expect(phpassFormat.verify("appwrite", above, options)).toBe("malformed");
  });

  test("a bcrypt cost of 15 is accepted", () => {
    const atCeiling = "$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq";
    expect(phpassFormat.parse(atCeiling, {})).toStrictEqual({ ok: true, value: { options } });
  });
});

test.each(["$2a$04$", "$2b$04$", "$2y$04$"])("falls back on bcrypt for %s", (prefix) => {
  const vectors = bcryptVectors.right.filter(({ encoded }) => encoded.startsWith(prefix));
  expect(vectors.length).toBeGreaterThan(4);
  for (const { encoded, password } of vectors) {
    expect(phpassFormat.verify(password, encoded, options), encoded).toBe(
      bcryptFormat.verify(password, encoded, { type: "bcrypt" }),
    );
    expect(phpassFormat.verify(`x${password}`, encoded, options), encoded).toBe("mismatch");
  }
});

test("a refusal says what is accepted", () => {
  expect(phpassFormat.parse("$1$etNnh7FA$OlM7eljE/B7F1J4XYNnk81", {})).toStrictEqual({
    ok: false,
    error: {
      parameter: "password",
      message: "Value must be a phpass hash of 34 characters that begins with $P$ or $H$, or a bcrypt hash.",
    },
  });
});

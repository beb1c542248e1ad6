/** No text makes a parser throw or run for long. An unreadable text is refused at import, and malformed if it is stored. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { vectors } from "../../../test/passwords/vectors/index.ts";
import { allFormats, identify, unwrap } from "./registry.ts";

const samples = vectors.flatMap(({ right }) => right.slice(0, 40));

const fragments = [
  ..."$ : , = { } . / + - _ 0 9 AAAA ffff \0 \n ß 🔑 \ud800".split(" "),
  ..."$6$ $5$ $1$ $apr1$ $wp$ $P$ $2y$10$ rounds= {SSHA} {CRYPT} {PBKDF2-SHA512} pbkdf2_sha256$ pbkdf2:sha1: $pbkdf2-sha512$".split(
    " ",
  ),
  ..."$scrypt$ ln=14,r=8,p=1 $fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk= scrypt$ bcrypt_sha256$ $bcrypt-sha256$v=2,t=2b,r=12$ sha1$ argon2$ AQAAAA".split(
    " ",
  ),
  ..."99999999999999999999 4294967296 -1 1e9 constructor __proto__".split(" "),
];

/** A right hash with a part cut out and fragments put in, or fragments alone. */
const hostile = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.nat(300),
      fc.nat(20),
      fc.array(fc.constantFrom(...fragments), { maxLength: 6 }),
    )
    .map(([{ encoded }, at, cut, put]) => encoded.slice(0, at) + put.join("") + encoded.slice(at + cut)),
  fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 200 }),
);

const value = fc.oneof(
  fc.constantFrom(...fragments),
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    "md5",
    "sha256",
    "sha512",
    "hex",
    "base64",
    "utf8",
    "braces",
    "sha256-hex",
    "constructor",
    "__proto__",
  ),
);

/** Parameters with values of any kind, as a row that was written by hand might hold. */
const anyValues = fc.dictionary(
  fc.constantFrom(...allFormats.flatMap(({ parameters }) => Object.keys(parameters)), "other"),
  value,
  { maxKeys: 6 },
);

test("every text is accepted or refused by name, and quickly", () => {
  fc.assert(
    fc.property(hostile, anyValues, (text, values) => {
      identify(unwrap(text));
      for (const format of allFormats) {
        const parsed = format.parse(text, values);
        if (parsed.ok) continue;
        expect(parsed.error.message).toMatch(/^(?:Value|Parameter) .*\.$/s);
        expect(["password", ...Object.keys(format.parameters)]).toContain(parsed.error.parameter);
      }
    }),
    { numRuns: 3_000 },
  );
});

test("reports a stored hash that the parser refuses as malformed, without trying a password", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const format of allFormats) {
        if (!format.parse(text, {}).ok) expect(format.verify("appwrite", text, {}), format.hash).toBe("malformed");
      }
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  "$",
  "A",
  "a$",
  ":",
  "0",
  "{SSHA}",
  "pbkdf2_sha256$1$",
  "AQAAAA",
  "scrypt:1:",
  "=",
  "$6$rounds=",
  "A$A$A$A$1$",
])("a megabyte of %j is refused quickly", (fragment) => {
  const text = fragment.repeat(Math.ceil(1e6 / fragment.length));
  const started = performance.now();
  identify(unwrap(text));
  for (const format of allFormats) expect(format.parse(text, {}).ok, format.hash).toBe(false);
  // A pattern that backtracks takes hours.
  expect(performance.now() - started).toBeLessThan(5_000);
});

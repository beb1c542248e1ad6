import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { newCode, newTotpSecret, totpStep, totpUri } from "./otp.ts";

test("Codes have six digits, leading zeros too, and are different", () => {
  const codes = Array.from({ length: 2_000 }, newCode);
  expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([]);
  // One in ten begins with a zero. The chance that none of 2,000 does is 10^-91.
  expect(codes.some((code) => code.startsWith("0"))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1_900);
});

/** The secret of both RFCs, the text 12345678901234567890, in base32. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** The passwords of the first ten steps: RFC 4226, appendix D. */
const passwords = [
  "755224",
  "287082",
  "359152",
  "969429",
  "338314",
  "254676",
  "287922",
  "162583",
  "399871",
  "520489",
] as const;

const step = 30_000;

// RFC 6238, appendix B, for SHA-1. It has eight digits: six are the last six of them.
test.each([
  [59, "94287082", 0x1],
  [1_111_111_109, "07081804", 0x23523ec],
  [1_111_111_111, "14050471", 0x23523ed],
  [1_234_567_890, "89005924", 0x273ef07],
  [2_000_000_000, "69279037", 0x3f940aa],
  [20_000_000_000, "65353130", 0x27bc86aa],
])("totpStep: at %i s the password is the last six digits of %s", (seconds, password, expected) => {
  expect(totpStep(secret, password.slice(2), seconds * 1000)).toBe(expected);
});

describe("totpStep accepts the passwords of one step before and one after, and returns the step", () => {
  test.each([
    ["the first millisecond", 5 * step],
    ["the last millisecond", 6 * step - 1],
  ])("in %s of a step", (_, now) => {
    expect(passwords.map((password) => totpStep(secret, password, now))).toEqual([
      null,
      null,
      null,
      null,
      4,
      5,
      6,
      null,
      null,
      null,
    ]);
  });
});

test.each([
  ["no text", ""],
  ["five digits", "28708"],
  ["seven digits", "2870820"],
  ["the eight digits of the RFC", "94287082"],
  ["a blank before", " 287082"],
  ["a blank within", "287 82"],
  ["a line end after", "287082\n"],
  ["wide digits", "２８７０８２"],
  ["Arabic digits", "٢٨٧٠٨٢"],
  ["six letters of two bytes", "éééééé"],
  ["a number in another spelling", "2.87e5"],
  ["six blanks", "      "],
  ["256 digits", "287082".repeat(43).slice(0, 256)],
])("totpStep rejects %s", (_, otp) => {
  expect(totpStep(secret, otp, 59_000)).toBeNull();
});

test("totpStep rejects a password of another secret", () => {
  expect(totpStep("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJA", "287082", 59_000)).toBeNull();
});

test("newTotpSecret makes 160 bits in base32, different each time", () => {
  const secrets = Array.from({ length: 100 }, newTotpSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new Set(secrets).size).toBe(100);
});

test.each([
  ["rollcall", "ann@mail.example"],
  ["rollcall", "+4915112345678"],
  ["rollcall", "ann&bob=?#/ %é@mail.example"],
  ["shop.example_1-x", "ann"],
])("totpUri of %s and %s is read back as it was written", (issuer, label) => {
  const text = totpUri(secret, issuer, label);
  const uri = new URL(text);
  expect(uri.protocol).toBe("otpauth:");
  expect(uri.host).toBe("totp");
  expect(decodeURIComponent(uri.pathname)).toBe(`/${issuer}:${label}`);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer,
    secret,
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
  expect(uri.hash).toBe("");
});

test("otpauth makes the same passwords and addresses", () => {
  for (const label of ["ann@mail.example", "ann&bob=?#/ %é!'()*@mail.example"]) {
    const mine = newTotpSecret();
    const theirs = new TOTP({ issuer: "shop 1", label, secret: Secret.fromBase32(mine), digits: 6, period: 30 });
    expect(totpUri(mine, "shop 1", label)).toBe(theirs.toString());
    for (const now of [0, 59_000, Date.now(), 2 ** 45]) {
      expect(totpStep(mine, theirs.generate({ timestamp: now }), now)).toBe(Math.floor(now / step));
    }
  }
});

test.each(["gezd gnbv gy3t qojq gezd gnbv gy3t qojq", `${secret}======`, secret.toLowerCase()])(
  "totpStep takes the secret %j, as apps show it",
  (spelling) => {
    expect(totpStep(spelling, "287082", 59_000)).toBe(1);
  },
);

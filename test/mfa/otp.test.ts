/** The tests' one-time passwords match the RFCs and the Worker's. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newTotpSecret, totpStep } from "../../src/lib/crypto/otp.ts";
import { fromBase32, hotp, otpAt, toBase32 } from "./otp.ts";

test("One-time passwords match RFC 4226, appendix D", () => {
  const secret = new TextEncoder().encode("12345678901234567890");
  expect(Array.from({ length: 10 }, (_, counter) => hotp(secret, counter)).join(" ")).toBe(
    "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489",
  );
});

test("Base32 matches RFC 4648, section 10", () => {
  expect(toBase32(new TextEncoder().encode("foobar"))).toBe("MZXW6YTBOI");
  expect(new TextDecoder().decode(fromBase32("MZXW6YTBOI"))).toBe("foobar");
});

test("The Worker accepts one-time passwords of two hundred of its secrets, at any time until the year 2200", () => {
  for (let i = 0; i < 200; i++) {
    const [secret, now] = [newTotpSecret(), randomBytes(6).readUIntBE(0, 6) % Date.UTC(2200, 0)];
    expect({ secret, now, step: totpStep(secret, otpAt(secret, now), now) }).toEqual({
      secret,
      now,
      step: Math.floor(now / 30_000),
    });
  }
});

import { expect, test } from "vitest";
import { mfaChallenge, mfaCustomChallenge, mfaFactors, mfaRecoveryCodes, mfaType } from "./mfa.ts";

const challenge = {
  id: "c1",
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  userId: "ann",
  expire: Date.UTC(2026, 0, 2, 4, 4, 5, 678),
};

const shownChallenge =
  '"$id":"c1","$createdAt":"2026-01-02T03:04:05.678+00:00","userId":"ann","expire":"2026-01-02T04:04:05.678+00:00"';

const off = { totp: false, phone: false, email: false, recoveryCode: false, custom: false };

test("factors show all five, in the order of the specification", () => {
  expect(JSON.stringify(mfaFactors.render(off, undefined))).toBe(
    '{"totp":false,"phone":false,"email":false,"recoveryCode":false,"custom":false}',
  );
});

test.each(["totp", "phone", "email", "recoveryCode", "custom"] as const)(
  "the factor %s is shown under its own name",
  (factor) => {
    expect(mfaFactors.render({ ...off, [factor]: true }, undefined)).toEqual({ ...off, [factor]: true });
  },
);

test("recovery codes keep their order, and none is an empty list", () => {
  const render = (recoveryCodes: readonly string[]) =>
    JSON.stringify(mfaRecoveryCodes.render({ recoveryCodes }, undefined));
  expect(render(["b0", "a1"])).toBe('{"recoveryCodes":["b0","a1"]}');
  expect(render([])).toBe('{"recoveryCodes":[]}');
});

test("an authenticator shows its secret and the URI of it", () => {
  const row = { secret: "GEZDGNBV", uri: "otpauth://totp/shop:ann?secret=GEZDGNBV" };
  expect(JSON.stringify(mfaType.render(row, undefined))).toBe(
    '{"secret":"GEZDGNBV","uri":"otpauth://totp/shop:ann?secret=GEZDGNBV"}',
  );
});

test("a challenge shows its expiry, and no code even if its row has one", () => {
  const coded = { ...challenge, code: "123456" };
  expect(JSON.stringify(mfaChallenge.render(coded, undefined))).toBe(`{${shownChallenge}}`);
});

test("a challenge of the custom factor shows its code last, as a text", () => {
  expect(JSON.stringify(mfaCustomChallenge.render({ ...challenge, code: "012345" }, undefined))).toBe(
    `{${shownChallenge},"code":"012345"}`,
  );
});

test("old response formats show the same fields", () => {
  for (const format of [[1, 4, 0] as const, [1, 6, 0] as const]) {
    expect(mfaFactors.render(off, format)).toEqual(mfaFactors.render(off, undefined));
    expect(mfaChallenge.render(challenge, format)).toEqual(mfaChallenge.render(challenge, undefined));
  }
});

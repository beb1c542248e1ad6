/**
 * The attacker has copied the victim's recovery codes. The victim removes the last factor and enrols again, as support
 * advises. The old codes must not work: they are deleted with the last factor, in every way of removing it.
 */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";
import {
  answer,
  ask,
  challenge,
  codesLeft,
  enrol,
  makeCodes,
  meetChallenge,
  type Member,
  someone,
} from "../mfa/people.ts";

holdClock();

let phones = 0;

const contacts = () => ({ email: `${fresh("codes")}@mail.example`, phone: `+49151124${10_000 + ++phones}` });
const verify = (userId: string, email: boolean, phone: boolean) =>
  Promise.all([
    call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: email } }),
    call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: phone } }),
  ]);

test("the old codes answer no challenge after another enrolment", async () => {
  const { caller, userId } = await someone();
  await enrol(caller);
  const [, code = ""] = await makeCodes(caller);
  await call("DELETE", `/users/${userId}/mfa/authenticators/totp`);
  await enrol(caller);
  expectRefusal(await answer(caller, await challenge(caller, "recoveryCode"), code), "user_invalid_token");
  expect(await makeCodes(caller)).toHaveLength(6);
});

/** Ways to remove a factor, and the last factor that each removes. */
const ways: readonly (readonly [
  what: string,
  factor: "totp" | "email" | "phone",
  (member: Member) => Promise<unknown>,
])[] = [
  ["the user deletes the app", "totp", ({ caller }) => ask(caller, "DELETE", "/authenticators/totp")],
  ["a key deletes the app", "totp", ({ userId }) => call("DELETE", `/users/${userId}/mfa/authenticators/totp`)],
  ["a key marks the email as unverified", "email", ({ userId }) => verify(userId, false, false)],
  [
    "a key sets another email",
    "email",
    ({ userId }) => call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh("new")}@mail.example` } }),
  ],
  [
    "a key removes the email",
    "email",
    ({ userId }) => call("PATCH", `/users/${userId}/email`, { body: { email: "" } }),
  ],
  [
    "the user sets another email",
    "email",
    ({ caller }) =>
      call("PATCH", "/account/email", {
        ...caller,
        body: { email: `${fresh("new")}@mail.example`, password: "correct horse battery staple" },
      }),
  ],
  ["a key marks the phone as unverified", "phone", ({ userId }) => verify(userId, false, false)],
  [
    "a key sets another phone",
    "phone",
    ({ userId }) => call("PATCH", `/users/${userId}/phone`, { body: { number: contacts().phone } }),
  ],
  [
    "a key removes the phone",
    "phone",
    ({ userId }) => call("PATCH", `/users/${userId}/phone`, { body: { number: "" } }),
  ],
];

/** A user with one verified factor, and recovery codes. The session has met a challenge. */
async function withFactor(factor: "totp" | "email" | "phone"): Promise<Member> {
  const member = await someone(contacts());
  if (factor === "totp") await enrol(member.caller);
  else await verify(member.userId, factor === "email", factor === "phone");
  await meetChallenge(member.caller);
  return member;
}

describe.each(ways)("where %s", (_, factor, end) => {
  test("the codes go with the last factor", async () => {
    const member = await withFactor(factor);
    expect(await codesLeft(member.userId)).toHaveLength(5);
    await end(member);
    expect(await codesLeft(member.userId)).toEqual([]);
  });

  test("the codes stay where another factor is left", async () => {
    const member = await withFactor(factor);
    if (factor === "totp") await verify(member.userId, true, false);
    else await enrol(member.caller);
    await end(member);
    expect(await codesLeft(member.userId)).toHaveLength(5);
  });
});

test("codes that were made ahead of the first factor stay when an address changes that was none", async () => {
  const { caller, userId } = await someone(contacts());
  await makeCodes(caller);
  await call("PATCH", `/users/${userId}/email`, { body: { email: `${fresh("new")}@mail.example` } });
  expect(await codesLeft(userId)).toHaveLength(6);
});

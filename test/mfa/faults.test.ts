/**
 * A factor is used up if and only if its request takes effect, whichever statement fails
 * (docs/decisions/0011-promises.md#atomic-writes).
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { type Answer, appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon } from "../harness/clock.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { type Between, unlimited } from "./interfere.ts";
import { otpAt } from "./otp.ts";
import {
  answer,
  ask,
  challenge,
  codeOf,
  codesLeft,
  enrol,
  logOf,
  makeCodes,
  meetChallenge,
  type Member,
  newApp,
  setFactors,
  someone,
  state,
} from "./people.ts";

holdClock();
beforeAll(() => setFactors({ custom: true }));

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Breaks the primary key of a table of one row. */
const fault = "INSERT INTO user_totals SELECT * FROM user_totals";

/** Fails in one batch of a request: before the statement at `position`, or after the last. */
const failIn =
  (batch: number, position: number, seen: (length: number) => void): Between =>
  (statements, send, number) => {
    if (number !== batch) return send(statements);
    seen(statements.length);
    return send(statements.toSpliced(position, 0, env.DB.prepare(fault)));
  };

/** Ways to send a request that is prepared for a member. */
type Send = (options: Pick<CallOptions, "fetch">) => Promise<Answer>;

const requests: readonly (readonly [what: string, prepare: (member: Member) => Promise<Send>])[] = [
  [
    "turning a second factor on",
    ({ caller }) => Promise.resolve((options) => ask({ ...caller, ...options }, "PATCH", "", { mfa: true })),
  ],
  [
    "a new app in the place of another",
    async ({ caller }) => {
      await newApp(caller);
      return (options) => ask({ ...caller, ...options }, "POST", "/authenticators/totp");
    },
  ],
  [
    "verifying an app",
    async ({ caller }) => {
      const otp = otpAt(await newApp(caller), noon);
      return (options) => ask({ ...caller, ...options }, "PUT", "/authenticators/totp", { otp });
    },
  ],
  [
    "deleting an app",
    async ({ caller }) => {
      await enrol(caller);
      await meetChallenge(caller);
      return (options) => ask({ ...caller, ...options }, "DELETE", "/authenticators/totp");
    },
  ],
  [
    "making recovery codes",
    ({ caller }) => Promise.resolve((options) => ask({ ...caller, ...options }, "POST", "/recovery-codes")),
  ],
  [
    "replacing recovery codes",
    async ({ caller }) => {
      await meetChallenge(caller);
      return (options) => ask({ ...caller, ...options }, "PATCH", "/recovery-codes");
    },
  ],
  [
    "setting a challenge",
    ({ caller }) =>
      Promise.resolve((options) => ask({ ...caller, ...options }, "POST", "/challenges", { factor: "custom" })),
  ],
  [
    "setting a challenge by email",
    async ({ caller, userId }) => {
      const email = `${userId}@mail.example`;
      await rows("UPDATE users SET email = ?, email_verification = 1 WHERE id = ?", email, userId);
      return (options) => ask({ ...caller, ...options }, "POST", "/challenges", { factor: "email" });
    },
  ],
  [
    "a recovery code",
    async ({ caller }) => {
      const [code = ""] = await makeCodes(caller);
      const id = await challenge(caller, "recoveryCode");
      return (options) => answer({ ...caller, ...options }, id, code);
    },
  ],
  [
    "a password of an app",
    async ({ caller }) => {
      const otp = otpAt(await enrol(caller), noon + 30_000);
      const id = await challenge(caller, "totp");
      return (options) => answer({ ...caller, ...options }, id, otp);
    },
  ],
  [
    "a code of the custom factor",
    async ({ caller, userId }) => {
      const id = await challenge(caller, "custom");
      const code = await codeOf(userId, id);
      return (options) => answer({ ...caller, ...options }, id, code);
    },
  ],
];

describe("A request with a failing statement", () => {
  test.for(requests)("changes nothing: %s", async ([, prepare]) => {
    const member = await someone();
    // accessedAt is updated after the answer, which would add a batch to the next request.
    await call("GET", "/account", { ...member.caller, fetch: appWith({}) });
    const send = await prepare(member);
    const before = await dumpOfDeeds();
    let [faults, failures, isDone] = [0, 0, false];
    for (let batch = 0; !isDone; batch++) {
      let length = -1;
      for (let position = 0; position === 0 || position <= length; position++) {
        const given = await send({ fetch: unlimited(failIn(batch, position, (statements) => (length = statements))) });
        if (length !== -1) faults++;
        if (length === -1 || given.status < 300) {
          // The request has fewer batches, or this one follows its answer, so nothing failed.
          expect(given.status).toBeLessThan(300);
          isDone = true;
          break;
        }
        failures++;
        expectRefusal(given, "general_unknown", "Server Error");
        expect(await dumpOfDeeds()).toEqual(before);
        await rows("UPDATE challenges SET tries = 0");
      }
    }
    expect(failures).toBeGreaterThanOrEqual(4);
    expect(log).toHaveBeenCalledTimes(faults);
    expect(await dumpOfDeeds()).not.toEqual(before);
  });
});

describe("An answer whose attempt cannot be counted", () => {
  test("is a server error, and is not compared", async () => {
    const { caller } = await someone();
    const [code = ""] = await makeCodes(caller);
    const id = await challenge(caller, "recoveryCode");
    const { users: _, ...before } = await state();
    for (let position = 0; position <= 2; position++) {
      // Two statements: the caller, the count.
      const fetch = unlimited(failIn(1, position, (length) => expect(length).toBe(2)));
      expectRefusal(await answer({ ...caller, fetch }, id, code), "general_unknown", "Server Error");
      const { users: __, ...after } = await state();
      expect(after).toEqual(before);
    }
  });
});

/** Runs SQL just before a batch of a request. */
const justBefore =
  (batch: number, sql: string, ...values: readonly (string | number)[]): Between =>
  async (statements, send, number) => {
    if (number === batch) await rows(sql, ...values);
    return send(statements);
  };

describe("A concurrent change between the reads of an answer and its write", () => {
  /** A member with recovery codes and a challenge. */
  async function ready() {
    const member = await someone();
    const codes = await makeCodes(member.caller);
    const [code = ""] = codes;
    return { ...member, code, codes, id: await challenge(member.caller, "recoveryCode") };
  }

  test.each([
    ["the challenge has ended", "UPDATE challenges SET expire = ? WHERE id = ?", noon],
    ["the challenge has been met", "DELETE FROM challenges WHERE ? > 0 AND id = ?", 1],
  ])("uses up no recovery code: %s", async (_, sql, value) => {
    const { caller, code, codes, id, userId } = await ready();
    const refused = await answer({ ...caller, fetch: unlimited(justBefore(3, sql, value, id)) }, id, code);
    expectRefusal(refused, "user_invalid_token");
    expect(await codesLeft(userId)).toEqual(codes);
    expect((await call("GET", "/account/sessions/current", caller)).body["factors"]).toEqual(["server"]);
  });

  test("uses up no password of an app: the challenge has been met", async () => {
    const { caller } = await someone();
    const otp = otpAt(await enrol(caller), noon + 30_000);
    const [id, other] = [await challenge(caller, "totp"), await challenge(caller, "totp")];
    const fetch = unlimited(justBefore(3, "DELETE FROM challenges WHERE id = ?", id));
    expectRefusal(await answer({ ...caller, fetch }, id, otp), "user_invalid_token");
    expect((await answer(caller, other, otp)).status).toBe(200);
  });

  test("meets no challenge: the recovery code has been used", async () => {
    const { caller, code, id } = await ready();
    const sql = "DELETE FROM recovery_codes WHERE user_seq = (SELECT user_seq FROM challenges WHERE id = ?)";
    expectRefusal(
      await answer({ ...caller, fetch: unlimited(justBefore(3, sql, id)) }, id, code),
      "user_invalid_token",
    );
    expect((await call("GET", "/account/sessions/current", caller)).body["factors"]).toEqual(["server"]);
  });

  test.each([
    ["has been ended", "DELETE FROM sessions WHERE id = ?"],
    ["has been revoked", "UPDATE sessions SET revoked_at = 1 WHERE id = ?"],
  ])("uses up neither code nor challenge where the session for the factor %s", async (_, sql) => {
    const { caller, code, codes, id, sessionId, userId } = await ready();
    const refused = await answer({ ...caller, fetch: unlimited(justBefore(3, sql, sessionId)) }, id, code);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(await codesLeft(userId)).toEqual(codes);
    expect(await rows("SELECT tries FROM challenges WHERE id = ?", id)).toEqual([{ tries: 1 }]);
  });
});

test("Creating an app for a user who is deleted meanwhile is refused", async () => {
  const { caller, userId } = await someone();
  // Two round trips: the caller, the write.
  const fetch = unlimited(justBefore(1, "DELETE FROM users WHERE id = ?", userId));
  expectRefusal(await ask({ ...caller, fetch }, "POST", "/authenticators/totp"), "user_not_found");
});

test("An app that is verified while its session ends is verified, and the log says so", async () => {
  const { caller, sessionId, userId } = await someone();
  const otp = otpAt(await newApp(caller), noon);
  // Three round trips: the caller, the app, the write.
  const fetch = unlimited(justBefore(2, "DELETE FROM sessions WHERE id = ?", sessionId));
  expect((await ask({ ...caller, fetch }, "PUT", "/authenticators/totp", { otp })).status).toBe(200);
  expect((await call("GET", `/users/${userId}/mfa/factors`)).body["totp"]).toBe(true);
  expect((await logOf(userId)).map(({ event }) => event)).toEqual([
    "user.create",
    "session.create",
    "user.update",
    "user.update",
  ]);
});

/**
 * Results of simultaneous requests (docs/decisions/0011-promises.md#single-use). Every batch is delayed by a random
 * time on its way there and back, so that those of the requests interleave; no rate limit applies.
 */
import { beforeAll, expect, test } from "vitest";
import { type Answer, call } from "../harness/client.ts";
import { holdClock, noon } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { type Between, preparedOf, serve } from "../harness/recorder.ts";
import { unlimited } from "./interfere.ts";
import { otpAt } from "./otp.ts";
import {
  another,
  answer,
  ask,
  challenge,
  codeOf,
  codesLeft,
  codesOf,
  enrol,
  logOf,
  makeCodes,
  type Member,
  newApp,
  setFactors,
  someone,
} from "./people.ts";

holdClock();
beforeAll(() => setFactors({ custom: true }));

/** The longest delay of a batch, each way, in milliseconds. */
const delayMax = 50;

const randomly = () => scheduler.wait(Math.random() * delayMax);

const fetch = unlimited(async (statements, send) => {
  await randomly();
  const results = await send(statements);
  await randomly();
  return results;
});

const hurried = ({ caller }: Pick<Member, "caller">) => ({ ...caller, fetch });

const times = <T>(number: number, make: (index: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: number }, (_, index) => make(index)));

/** How many answers have each status and type. */
function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { body, status } of answers) {
    const kind = status < 400 ? String(status) : `${status} ${String(body["type"])}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const won = (of: number) => ({ "200": 1, "401 user_invalid_token": of - 1 });

const countOf = async (userId: string, event: string) =>
  (await logOf(userId)).filter((row) => row["event"] === event).length;

/** The sessions of a user that have met a challenge. */
const metBy = async (userId: string) =>
  (
    await rows(
      `SELECT sessions.id, factors FROM sessions JOIN users ON users.seq = user_seq
       WHERE users.id = ? AND mfa_updated_at IS NOT NULL`,
      userId,
    )
  ).map(({ factors, id }) => ({ id, factors }));

test("Of fifty right answers to one challenge of the custom factor, in two sessions, one is taken", async () => {
  const first = await someone();
  const second = { userId: first.userId, ...(await another(first.userId)) };
  const id = await challenge(first.caller, "custom");
  const code = await codeOf(first.userId, id);
  const answers = await times(50, (i) => answer(hurried(i % 2 === 0 ? first : second), id, code));
  expect(tally(answers)).toEqual(won(50));
  const winner = answers.find(({ status }) => status === 200)?.body["$id"];
  expect(await metBy(first.userId)).toEqual([{ id: winner, factors: '["server","custom"]' }]);
  expect(await countOf(first.userId, "challenges.update")).toBe(1);
});

test("Of fifty answers by one recovery code to two challenges one is taken, and the other challenge is not met", async () => {
  const member = await someone();
  const [code = "", ...left] = await makeCodes(member.caller);
  const ids = [await challenge(member.caller, "recoveryCode"), await challenge(member.caller, "recoveryCode")];
  const answers = await times(50, (i) => answer(hurried(member), ids[i % 2] ?? "", code));
  expect(tally(answers)).toEqual(won(50));
  expect(await codesLeft(member.userId)).toEqual(left);
  expect(await countOf(member.userId, "challenges.update")).toBe(1);
  expect(await metBy(member.userId)).toEqual([{ id: member.sessionId, factors: '["server","recoveryCode"]' }]);
});

test("Of six right recovery codes to one challenge one is used up, and five are left", async () => {
  const member = await someone();
  const codes = await makeCodes(member.caller);
  const id = await challenge(member.caller, "recoveryCode");
  const answers = await times(6, (i) => answer(hurried(member), id, codes[i] ?? ""));
  expect(tally(answers)).toEqual(won(6));
  const used = codes[answers.findIndex(({ status }) => status === 200)];
  expect(await codesLeft(member.userId)).toEqual(codes.filter((code) => code !== used));
});

test("Of fifty answers by one password of an app to two challenges one is taken, the others are wrong answers to the other", async () => {
  const member = await someone();
  const secret = await enrol(member.caller);
  const ids = [await challenge(member.caller, "totp"), await challenge(member.caller, "totp")];
  const otp = otpAt(secret, noon + 30_000);
  const answers = await times(50, (i) => answer(hurried(member), ids[i % 2] ?? "", otp));
  expect(tally(answers)).toEqual(won(50));
  expect(await rows("SELECT tries FROM challenges WHERE id IN (?, ?)", ...ids)).toEqual([{ tries: 5 }]);
  expect(await countOf(member.userId, "challenges.update")).toBe(1);
  expect(await metBy(member.userId)).toEqual([{ id: member.sessionId, factors: '["server","totp"]' }]);
});

test("At most five of thirty simultaneous guesses are compared", async () => {
  const member = await someone();
  const codes = await makeCodes(member.caller);
  const id = await challenge(member.caller, "recoveryCode");
  let compared = 0;
  const noteReads: Between = async (statements, send) => {
    await randomly();
    if (statements.some(({ sql }) => sql.startsWith('SELECT "recovery_codes"'))) compared += 1;
    const results = await send(preparedOf(statements));
    await randomly();
    return results;
  };
  const fetch = serve(noteReads, { bindings: { RATE_LIMITS: "off" } });
  const answers = await times(30, () => answer({ ...member.caller, fetch }, id, "wrong"));
  expect(tally(answers)).toEqual({ "401 user_invalid_token": 30 });
  expect(compared).toBe(5);
  expect(await codesLeft(member.userId)).toEqual(codes);
});

test("Twenty wrong answers at once end a challenge", async () => {
  const member = await someone();
  const [code = ""] = await makeCodes(member.caller);
  const id = await challenge(member.caller, "recoveryCode");
  expect(tally(await times(20, () => answer(hurried(member), id, "wrong")))).toEqual({ "401 user_invalid_token": 20 });
  expect(tally([await answer(hurried(member), id, code)])).toEqual({ "401 user_invalid_token": 1 });
  expect(await codesLeft(member.userId)).toHaveLength(6);
});

test("Of twenty verifications of an app one succeeds", async () => {
  const member = await someone();
  const otp = otpAt(await newApp(member.caller), noon);
  const answers = await times(20, () => ask(hurried(member), "PUT", "/authenticators/totp", { otp }));
  expect(tally(answers)).toEqual({ "200": 1, "409 user_authenticator_already_verified": 19 });
  expect(await metBy(member.userId)).toEqual([]);
});

test("Twenty simultaneous new apps leave one, whose secret was in an answer", async () => {
  const member = await someone();
  const answers = await times(20, () => ask(hurried(member), "POST", "/authenticators/totp"));
  expect(tally(answers)).toEqual({ "200": 20 });
  const statuses: number[] = [];
  for (const { body } of answers) {
    const otp = otpAt(String(body["secret"]), noon);
    statuses.push((await ask(member.caller, "PUT", "/authenticators/totp", { otp })).status);
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test("Of twenty creations of recovery codes, by the user and by a server, one succeeds", async () => {
  const member = await someone();
  const answers = await times(20, (i) =>
    i % 2 === 0
      ? ask(hurried(member), "POST", "/recovery-codes")
      : call("PATCH", `/users/${member.userId}/mfa/recovery-codes`, { fetch }),
  );
  expect(tally(answers)).toEqual({ "201": 1, "409 user_recovery_codes_already_exists": 19 });
  const made = answers.find(({ status }) => status === 201);
  expect(made && codesOf(made)).toEqual(await codesLeft(member.userId));
});

test("Twenty simultaneous replacements of recovery codes leave those of one answer", async () => {
  const member = await someone();
  await makeCodes(member.caller);
  const answers = await times(20, () => call("PUT", `/users/${member.userId}/mfa/recovery-codes`, { fetch }));
  expect(tally(answers)).toEqual({ "200": 20 });
  expect(answers.map(codesOf)).toContainEqual(await codesLeft(member.userId));
});

test("Of twenty deletions of an app one succeeds", async () => {
  const member = await someone();
  await enrol(member.caller);
  const path = `/users/${member.userId}/mfa/authenticators/totp`;
  const answers = await times(20, () => call("DELETE", path, { fetch }));
  expect(tally(answers)).toEqual({ "204": 1, "404 user_authenticator_not_found": 19 });
});

test("A user who is deleted between challenge and answer leaves no rows", async () => {
  for (let i = 0; i < 5; i++) {
    const member = await someone();
    const [code = ""] = await makeCodes(member.caller);
    const id = await challenge(member.caller, "recoveryCode");
    await Promise.all([
      ask(hurried(member), "POST", "/authenticators/totp"),
      ask(hurried(member), "POST", "/challenges", { factor: "custom" }),
      answer(hurried(member), id, code),
      call("PUT", `/users/${member.userId}/mfa/recovery-codes`, { fetch }),
      call("DELETE", `/users/${member.userId}`, { fetch }),
    ]);
  }
  const owners = "SELECT count(*) AS n FROM users";
  for (const table of ["authenticators", "recovery_codes", "challenges"]) {
    const orphans = `SELECT count(*) AS n FROM ${table} WHERE user_seq NOT IN (SELECT seq FROM users)`;
    expect({ table, orphans: await rows(orphans) }).toEqual({ table, orphans: [{ n: 0 }] });
  }
  expect(Number((await rows(owners))[0]?.["n"])).toBeGreaterThan(0);
});

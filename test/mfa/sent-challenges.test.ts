/** Challenges whose code goes to the user's email or phone (docs/spec/account.md#mfa). */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { bearing, signIn } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { outbox, type Sent } from "../harness/outbox.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, generatedId } from "../harness/users.ts";
import { unlimited } from "./interfere.ts";
import { notThe } from "./otp.ts";
import { another, answer, ask, challenge, dateAt, defaultFactors, logOf, type Member, setFactors } from "./people.ts";

holdClock();
afterEach(() => setFactors(defaultFactors));

const password = "correct horse battery staple";

let phones = 0;

/** A user with an email and a phone, both verified unless said otherwise, and a session. */
async function reachable(isVerified = true): Promise<Member & { readonly email: string; readonly phone: string }> {
  const contacts = { email: `${fresh()}@mail.example`, phone: `+49151123${60_000 + ++phones}` };
  const userId = await createUser({ ...contacts, password, name: "Ada Lovelace" });
  if (isVerified) {
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
    await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });
  }
  return { userId, ...contacts, ...(await another(userId)) };
}

const ways = [
  ["email", { type: "email", template: "mfa-challenge", disabled: "general_smtp_disabled" }],
  ["phone", { type: "sms", template: "phone-challenge", disabled: "general_phone_disabled" }],
] as const;

/** The messages to an address or number, once there are this many: they are sent after the answer. */
async function messagesTo(to: string, count: number): Promise<readonly Sent[]> {
  const messages = (await outbox(env.KV)).filter((each) => each.to === to);
  if (messages.length >= count) return messages;
  await scheduler.wait(10);
  return messagesTo(to, count);
}

const codeIn = ({ text }: Sent): string => /\b\d{6}\b/.exec(text)?.[0] ?? "";

/** The code of the first message to an address or number. */
async function codeTo(to: string): Promise<string> {
  const [message] = await messagesTo(to, 1);
  return message === undefined ? "" : codeIn(message);
}

const post = ({ caller }: Pick<Member, "caller">, factor: string) => ask(caller, "POST", "/challenges", { factor });

const messagesOf = (userId: string) =>
  rows(
    `SELECT messages.type, template, messages.status, content, deadline FROM messages JOIN users ON users.seq = user_seq
      WHERE users.id = ?`,
    userId,
  );

const waitingFor = (userId: string) =>
  rows("SELECT factor FROM challenges JOIN users ON users.seq = user_seq WHERE users.id = ?", userId);

describe.each(ways)("a challenge by %s", (factor, { disabled, template, type }) => {
  const contactOf = ({ email, phone }: { readonly email: string; readonly phone: string }) =>
    factor === "email" ? email : phone;

  test("completes a sign-in by password", async () => {
    const member = await reachable();
    await ask(member.caller, "PATCH", "", { mfa: true });
    const { secret } = await signIn({ userId: member.userId, email: member.email, password });
    const caller = bearing(secret);
    expectRefusal(await call("GET", "/account", caller), "user_more_factors_required");
    const { body, status } = await post({ caller }, factor);
    expect({ status, body }).toEqual({
      status: 201,
      body: { $id: generatedId, $createdAt: dateAt(noon), userId: member.userId, expire: dateAt(noon + 3_600_000) },
    });
    const code = await codeTo(contactOf(member));
    const answered = await answer(caller, String(body["$id"]), code);
    expect(answered).toMatchObject({
      status: 200,
      body: { factors: ["password", factor], mfaUpdatedAt: dateAt(noon) },
    });
    expect((await call("GET", "/account", caller)).status).toBe(200);
    expectRefusal(await answer(caller, String(body["$id"]), code), "user_invalid_token");
    expect((await logOf(member.userId)).slice(-2).map(({ event }) => event)).toEqual([
      "challenge.create",
      "challenges.update",
    ]);
  });

  test("is a message that ends when it does, and neither shows the code in the database", async () => {
    const member = await reachable();
    const id = await challenge(member.caller, factor);
    const messages = await messagesTo(contactOf(member), 1);
    expect(messages).toMatchObject([{ type, template, to: contactOf(member) }]);
    const [sent, ...others] = await messagesOf(member.userId);
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ type, template, deadline: noon + 3_600_000 });
    const [row] = await rows("SELECT code FROM challenges WHERE id = ?", id);
    expect(String(row?.["code"])).toMatch(/^\w+\.[\w.-]{20,}$/);
  });

  test("ends with the fifth wrong answer, and with its hour", async () => {
    const member = await reachable();
    const first = await challenge(member.caller, factor);
    const code = await codeTo(contactOf(member));
    for (let i = 0; i < 5; i++) expectRefusal(await answer(member.caller, first, notThe(code)), "user_invalid_token");
    expectRefusal(await answer(member.caller, first, code), "user_invalid_token");
    const second = await challenge(member.caller, factor);
    const codes = (await messagesTo(contactOf(member), 2)).map(codeIn);
    setClock(3_600_000);
    for (const each of codes) expectRefusal(await answer(member.caller, second, each), "user_invalid_token");
  });

  test("has a new code each time", async () => {
    const member = await reachable();
    for (let i = 0; i < 4; i++) await challenge(member.caller, factor);
    expect(new Set((await messagesTo(contactOf(member), 4)).map(codeIn)).size).toBeGreaterThan(2);
  });

  test("is refused for a closed factor, a missing provider, a missing contact, an unverified contact, in this order", async () => {
    const [bare, unverified] = [await createUser(), await reachable(false)];
    const nobody = { userId: bare, ...(await another(bare)) };
    const fetch = appWith({ MESSAGES_OUTBOX: undefined });
    await setFactors({ [factor]: false });
    for (const { caller } of [nobody, unverified]) {
      expectRefusal(await post({ caller: { ...caller, fetch } }, factor), "user_auth_method_unsupported");
    }
    await setFactors({ [factor]: true });
    for (const { caller } of [nobody, unverified]) {
      expectRefusal(await post({ caller: { ...caller, fetch } }, factor), disabled);
    }
    expectRefusal(await post(nobody, factor), `user_${factor}_not_found`);
    expectRefusal(await post(unverified, factor), `user_${factor}_not_verified`);
    for (const { userId } of [nobody, unverified]) {
      expect([await waitingFor(userId), await messagesOf(userId)]).toEqual([[], []]);
    }
  });

  test("ends when that contact is changed, and the other factor's does not", async () => {
    const member = await reachable();
    const id = await challenge(member.caller, factor);
    const other = factor === "email" ? "phone" : "email";
    await challenge(member.caller, other);
    const code = await codeTo(contactOf(member));
    const change =
      factor === "email" ? { email: `${fresh()}@mail.example` } : { number: `+49151124${60_000 + ++phones}` };
    expect((await call("PATCH", `/users/${member.userId}/${factor}`, { body: change })).status).toBe(200);
    expect(await waitingFor(member.userId)).toEqual([{ factor: other }]);
    expectRefusal(await answer(member.caller, id, code), "user_invalid_token");
  });

  test("is not sent where the contact has changed since the request", async () => {
    const member = await reachable();
    const moved = factor === "email" ? `${fresh()}@mail.example` : `+49151125${60_000 + ++phones}`;
    // Three round trips: the caller, the settings, the write.
    const fetch = unlimited(async (statements, send, number) => {
      if (number === 2) await rows(`UPDATE users SET ${factor} = ? WHERE id = ?`, moved, member.userId);
      return send(statements);
    });
    const refused = await post({ caller: { ...member.caller, fetch } }, factor);
    expectRefusal(refused, `user_${factor}_not_verified`);
    expect([await waitingFor(member.userId), await messagesOf(member.userId)]).toEqual([[], []]);
  });
});

test("A phone gets the code and nothing else", async () => {
  const member = await reachable();
  await challenge(member.caller, "phone");
  expect(await messagesTo(member.phone, 1)).toMatchObject([{ text: expect.stringMatching(/^\d{6}$/) }]);
});

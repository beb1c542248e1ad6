/** The alert about a sign-in (docs/spec/account.md#messages; docs/spec/project.md#policy-effects). */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPerson, createToken, guest, type Person, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { passOn, serve } from "../harness/recorder.ts";
import { chromeAgent, settled } from "../harness/sessions.ts";
import { createUser, fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";
import { codeTo, countTo, lastTo, secretTo } from "./messages.ts";

holdClock();
beforeEach(() => setPolicy("session-alert", { enabled: true }));
afterEach(resetSettings);

const withPassword = ({ email, password }: Person, headers = {}, fetch = settled) =>
  succeed(call("POST", "/account/sessions/email", { ...guest(headers), fetch, body: { email, password } }), 201);

const withToken = async (userId: string) => {
  const body = { userId, secret: await createToken(userId) };
  return succeed(call("POST", "/account/sessions/token", { ...guest(), fetch: settled, body }), 201);
};

/** The messages to a user that are sent or pending. */
const ownMessages = "SELECT id FROM messages WHERE user_seq = (SELECT seq FROM users WHERE id = ?)";

/** The number of alerts to an email. */
const alertsTo = async (email: string) => {
  const message = (await countTo(email)) > 0 ? await lastTo(email) : null;
  return message?.template === "session-alert" ? countTo(email) : 0;
};

describe("a sign-in with a password", () => {
  test("is sent from the second session on", async () => {
    const person = await createPerson();
    await withPassword(person);
    expect(await alertsTo(person.email)).toBe(0);
    await withPassword(person, { "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" });
    expect(await alertsTo(person.email)).toBe(1);
    const message = await lastTo(person.email);
    expect(message).toMatchObject({ type: "email", subject: expect.stringMatching(/^Security alert: new session/) });
    for (const text of [
      "New login detected on rollcall",
      "Chrome",
      "desktop",
      "198.51.100.7",
      "2026-11-01 12:00 UTC",
    ]) {
      expect(message.text).toContain(text);
    }
    await withPassword(person);
    expect(await alertsTo(person.email)).toBe(2);
  });

  test("is sent where the limit is one session, which this one replaces", async () => {
    await setPolicy("session-limit", { total: 1 });
    const person = await createPerson();
    await withPassword(person);
    await withPassword(person);
    expect(await alertsTo(person.email)).toBe(1);
  });

  test("is not sent where the others have ended", async () => {
    const person = await createPerson();
    await withPassword(person);
    await succeed(call("DELETE", `/users/${person.userId}/sessions`), 204);
    await withPassword(person);
    expect(await alertsTo(person.email)).toBe(0);
  });

  test("is not sent where the policy is off", async () => {
    await setPolicy("session-alert", { enabled: false });
    const person = await createPerson();
    await withPassword(person);
    await withPassword(person);
    expect(await alertsTo(person.email)).toBe(0);
  });

  test("is not sent for a refused sign-in", async () => {
    const person = await createPerson();
    await withPassword(person);
    const body = { email: person.email, password: "not the password" };
    expect((await call("POST", "/account/sessions/email", { ...guest(), fetch: settled, body })).status).toBe(401);
    expect(await alertsTo(person.email)).toBe(0);
  });

  test("does not stop the sign-in where no provider sends emails, and leaves no message", async () => {
    const fetch = serve(passOn, { bindings: { MESSAGES_OUTBOX: "" } });
    const person = await createPerson();
    await withPassword(person, {}, fetch);
    await withPassword(person, {}, fetch);
    expect(await rows(ownMessages, person.userId)).toEqual([]);
  });
});

describe("a sign-in with a token", () => {
  test("is sent for a session that a server creates", async () => {
    const email = `${fresh()}@psg.fr`;
    const userId = await createUser({ email });
    await withToken(userId);
    await withToken(userId);
    expect(await alertsTo(email)).toBe(1);
  });

  test("is not sent to a user without an email", async () => {
    const userId = await createUser();
    await withToken(userId);
    await withToken(userId);
    expect(await rows("SELECT id FROM messages WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).toEqual(
      [],
    );
  });

  test("is not sent for a sign-in by email", async () => {
    const person = await createPerson();
    const { email, userId } = person;
    await withPassword(person);
    const send = (method: string, path: string, body: object) =>
      succeed(call(method, path, { ...guest(), fetch: settled, body }), 201);
    await send("POST", "/account/tokens/email", { userId, email });
    await send("POST", "/account/sessions/token", { userId, secret: await codeTo(email) });
    await send("POST", "/account/tokens/magic-url", { userId, email });
    await send("PUT", "/account/sessions/magic-url", await secretTo(email));
    expect(await alertsTo(email)).toBe(0);
    expect(await countTo(email)).toBe(2);
  });
});

test("A provider with lost credentials fails no sign-in, and is logged", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await rows(
    `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
     VALUES ('lost', 0, 0, '', '', 'sendgrid', 'email', 1, 'sealed by nobody', '{}', '[]')`,
  );
  const person = await createPerson();
  const fetch = serve(passOn, { bindings: { MESSAGES_OUTBOX: "" } });
  await withPassword(person, {}, fetch);
  expect(log.mock.calls.flat().join("\n")).toContain("The credentials of the provider lost cannot be opened");
  await withPassword(person, {}, fetch);
  expect(await rows(ownMessages, person.userId)).toEqual([]);
  log.mockRestore();
  await rows("DELETE FROM providers WHERE id = 'lost'");
});

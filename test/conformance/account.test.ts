/** The steps of upstream's suite on an account that no other test covers in full (docs/conformance.md). */
import { describe, expect, test } from "vitest";
import { bearing, createPerson, guest, signIn, succeed } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { makeKey } from "../harness/keys.ts";
import { idsOf, listKeys, query, type Query, queryString } from "../harness/lists.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { chromeAgent, chromeDevice, settled } from "../harness/sessions.ts";

const password = "correct horse battery staple";

test("twenty sign-ins with the right password are served, ten with a wrong one are refused, and from then on each", async () => {
  const { email } = await createPerson();
  const ask = (given: string) =>
    call("POST", "/account/sessions/email", { ...guest(), body: { email, password: given } });
  for (let served = 0; served < 20; served += 1) expect((await ask(password)).status).toBe(201);
  for (let refused = 0; refused < 10; refused += 1)
    expectRefusal(await ask("wrong password"), "user_invalid_credentials");
  expectRefusal(await ask("wrong password"), "general_rate_limit_exceeded");
  expectRefusal(await ask(password), "general_rate_limit_exceeded");
});

test("the first JWT of a session leaves 119 more within the minute", async () => {
  const { secret } = await signIn(await createPerson());
  const { body, headers } = await succeed(call("POST", "/account/jwts", bearing(secret)), 201);
  expect(body).toEqual({ jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  expect(headers.get("x-ratelimit-remaining")).toBe("119");
});

describe("the log of an account", () => {
  /** Signs up, and signs in twice with the agent of upstream's suite. @returns the account's log, by queries */
  async function signUpAndIn(): Promise<(...queries: readonly Query[]) => Promise<Answer>> {
    const credentials = { email: "log@localhost.test", password };
    const agent = { "user-agent": chromeAgent };
    await succeed(call("POST", "/account", { ...guest(agent), body: { userId: "logger", ...credentials } }), 201);
    await succeed(call("POST", "/account/sessions/email", { ...guest(agent), body: credentials }), 201);
    const { secret } = await signIn({ userId: "logger", ...credentials });
    const caller = bearing(secret);
    return (...queries) => call("GET", `/account/logs?${queryString({ queries })}`, { ...caller, fetch: settled });
  }

  test("has the sign-up and both sign-ins, with where they came from, in pages, and is no guest's", async () => {
    const logs = await signUpAndIn();
    const place = { ip: expect.any(String), countryCode: "--", countryName: "Unknown" };
    const whole = await logs();
    expect(whole).toMatchObject({
      status: 200,
      body: {
        total: 3,
        logs: [
          { event: "session.create" },
          { event: "session.create", ...chromeDevice, ...place },
          { event: "user.create", ...chromeDevice, ...place },
        ],
      },
    });
    const [first, second, third] = whole.body["logs"] as readonly unknown[];
    const [limit, offset] = [query("limit", undefined, 1), query("offset", undefined, 1)];
    expect((await logs(limit)).body).toEqual({ total: 3, logs: [first] });
    expect((await logs(offset)).body).toEqual({ total: 3, logs: [second, third] });
    expect((await logs(limit, offset)).body).toEqual({ total: 3, logs: [second] });
    expectRefusal(await call("GET", "/account/logs", guest()), "general_unauthorized_scope");
  });
});

test("keys are listed by the page, uncounted, after another and not after none, and not for a guest", async () => {
  const [{ id: first }, { id: second }] = [await makeKey(), await makeKey()];
  expect(idsOf(await listKeys({ queries: [query("limit", undefined, 1)] }), "keys")).toEqual({
    total: 2,
    ids: [first],
  });
  expect(idsOf(await listKeys({ total: "false" }), "keys")).toEqual({ total: 0, ids: [first, second] });
  const after = await listKeys({ queries: [query("cursorAfter", undefined, first)] });
  expect(idsOf(after, "keys")).toEqual({ total: 2, ids: [second] });
  const unknown = await listKeys({ queries: [query("cursorAfter", undefined, "unknown")] });
  expectRefusal(unknown, "general_cursor_not_found");
  expectRefusal(await listKeys({}, { key: null }), "general_unauthorized_scope");
});

test("ping is answered to a guest, a session and a key, and not of another project", async () => {
  const { secret } = await signIn(await createPerson());
  for (const caller of [guest(), bearing(secret), {}]) {
    expect(await call("GET", "/ping", caller)).toMatchObject({ status: 200, text: "Pong!" });
  }
  const elsewhere = await call("GET", "/ping", guest({ "x-appwrite-project": "another" }));
  expectRefusal(elsewhere, "project_not_found");
});

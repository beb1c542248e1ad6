/** The published SDKs, unmodified, in users' own code: every served method of `account`. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { lastMessageTo } from "../../harness/outbox.ts";
import { accountCalls, serverCalls } from "../conformance/account-calls.ts";
import { callOAuth2, clientId, oauth2Calls, setUpProviderId } from "../conformance/account-oauth2-calls.ts";
import { emailOf, identityIds, password, people, type Who } from "../conformance/account-people.ts";
import { notServedOf } from "../conformance/not-served.ts";
import { contractProblems } from "../harness/contract.ts";
import { expectEveryMethod } from "../harness/coverage.ts";
import { addIdentity } from "../harness/identities.ts";
import { setUpProvider } from "../harness/oauth2.ts";
import { record, type Recorder } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { type AccountSdk, accountSdks, callAnyhow, newestSdk, type Users } from "../harness/sdks.ts";
import { startServer } from "../harness/server.ts";

describe.each<AccountSdk>(accountSdks)("$name", (sdk) => {
  let recorder: Recorder;
  /** The server's calls, for operations that users' own code cannot do. */
  let users: Users;
  /** The secrets of the people's sessions. */
  const secrets = new Map<Who, string>();

  beforeAll(async () => {
    const server = await startServer({ RATE_LIMITS: "off" });
    await setUpProvider(server, setUpProviderId, { clientId, clientSecret: "hush" });
    recorder = await record(server);
    users = newestSdk.connect(recorder).users;
    const { account } = connect("guest");
    for (const person of people) {
      await account.create({ userId: person, email: emailOf(person), password, name: person });
      secrets.set(person, (await users.createSession({ userId: person })).secret);
    }
    for (const identityId of identityIds) await addIdentity(recorder, "ida", identityId);
    await addIdentity(recorder, "bob", "foreign");
  });
  afterAll(() => recorder.stop());

  function connect(who: Who) {
    const { endpoint, key, projectId } = recorder;
    const session = secrets.get(who);
    return sdk.connect({
      endpoint,
      projectId,
      ...(who === "server" && { key }),
      ...(session !== undefined && { session }),
    });
  }

  /** The secret in the message to an email or a phone, once it is there: it is sent after the answer. */
  async function secretTo(address: string): Promise<string> {
    const { text } = await vi.waitFor(() => lastMessageTo(recorder.kv, address), { timeout: 10_000 });
    const [, secret] = /[?&]secret=([0-9a-f]+)/.exec(text) ?? /\b(\d{6})\b/.exec(text) ?? [];
    return secret ?? expect.fail(`The message to ${address} brings nothing.`);
  }

  const callsOfSdk = [...accountCalls, ...(sdk.version === 28 ? [] : serverCalls)].filter(({ method }) =>
    sdk.methods.account.includes(method),
  );

  const oauth2CallsOfSdk = oauth2Calls.filter(({ method }) => sdk.methods.account.includes(method));

  test("every method is called both to succeed and to be refused, or is listed as not served", () => {
    expectEveryMethod("account", sdk.methods.account, [...callsOfSdk, ...oauth2CallsOfSdk]);
  });

  for (const call of callsOfSdk) {
    test(`${call.method} as ${call.as} ${call.does}`, async () => {
      const result = call.call(connect(call.as).account, users, secretTo);
      expect(result).toBeDefined();
      if ("gives" in call) expect(await result).toEqual(call.gives(sdk));
      else await expectRefusal(sdk, recorder, Promise.resolve(result), call.refuses);
    });
  }

  /** The target of the redirect: a server SDK has requested it already, an address of this project is requested here. */
  async function leadsTo(given: unknown): Promise<unknown> {
    if (typeof given !== "string") return given;
    return (await fetch(given, { redirect: "manual" })).headers.get("location");
  }

  for (const call of oauth2CallsOfSdk) {
    test(`${call.method} ${call.does}`, async () => {
      const led = leadsTo(callOAuth2(connect("guest").account, call));
      if ("gives" in call) {
        const { origin, pathname, searchParams } = new URL(String(await led));
        expect(`${origin}${pathname}`).toBe("https://github.com/login/oauth/authorize");
        expect(Object.fromEntries(searchParams)).toMatchObject({
          client_id: clientId,
          redirect_uri: `${recorder.endpoint}/account/sessions/oauth2/callback/${setUpProviderId}/${recorder.projectId}`,
          scope: call.gives.scope,
        });
        return;
      }
      if (sdk.version === 28) expect(await led).toBeNull();
      else await expect(led).rejects.toMatchObject({ message: "Invalid redirect", code: call.refuses.code });
      const { status, text } = recorder.exchanges.at(-1) ?? expect.fail("Nothing was asked.");
      expect({ status, body: JSON.parse(text) as unknown }).toEqual({
        status: call.refuses.code,
        body: { ...call.refuses, message: expect.any(String), version: "1.9.6" },
      });
    });
  }

  test.each(notServedOf("account", sdk.methods.account))("%s has no route", async (name) => {
    const { services } = connect("guest");
    const refusal = { code: 404, type: "general_route_not_found" };
    await expectRefusal(sdk, recorder, callAnyhow(services.account, name), refusal);
  });

  test("a JWT stands for its user", async () => {
    const { jwt } = await users.createJWT({ userId: "dan" });
    const { endpoint, projectId } = recorder;
    expect(await sdk.connect({ endpoint, projectId, jwt }).account.get()).toMatchObject({ $id: "dan" });
  });

  test("a malformed JWT is refused", async () => {
    const { endpoint, projectId } = recorder;
    const { account } = sdk.connect({ endpoint, projectId, jwt: "a.b.c" });
    await expectRefusal(sdk, recorder, account.get(), { code: 401, type: "user_jwt_invalid" });
  });

  test("every answer keeps the contract", () => {
    expect(recorder.exchanges.length).toBeGreaterThan(callsOfSdk.length);
    expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
  });
});

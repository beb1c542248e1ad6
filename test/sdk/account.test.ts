/** The published SDKs, unmodified, as users' own code calls with them: every method of `account` that is served. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { lastMessageTo } from "../harness/outbox.ts";
import { accountCalls, serverCalls } from "./conformance/account-calls.ts";
import { emailOf, identityIds, password, people, type Who } from "./conformance/account-people.ts";
import { notServedOf } from "./conformance/not-served.ts";
import { contractProblems } from "./harness/contract.ts";
import { expectEveryMethod } from "./harness/coverage.ts";
import { addIdentity } from "./harness/identities.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { type AccountSdk, accountSdks, callAnyhow, type Destination, sdks, type Users } from "./harness/sdks.ts";
import { startServer } from "./harness/server.ts";

/** A server SDK for what users' own code cannot do. */
function usersOf(target: Destination): Users {
  const newest = sdks.at(-1);
  if (newest === undefined) throw new Error("There is no SDK.");
  return newest.connect(target).users;
}

describe.each<AccountSdk>(accountSdks)("$name", (sdk) => {
  let recorder: Recorder;
  let users: Users;
  /** The secrets of the people's sessions. */
  const secrets = new Map<Who, string>();

  beforeAll(async () => {
    recorder = await record(await startServer({ RATE_LIMITS: "off" }));
    users = usersOf(recorder);
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

  /** The secret in the message that went to an email or a phone, once it is there: it goes out after the answer. */
  async function secretTo(address: string): Promise<string> {
    const { text } = await vi.waitFor(() => lastMessageTo(recorder.kv, address), { timeout: 10_000 });
    const [, secret] = /[?&]secret=([0-9a-f]+)/.exec(text) ?? /\b(\d{6})\b/.exec(text) ?? [];
    return secret ?? expect.fail(`The message to ${address} brings nothing.`);
  }

  const callsOfSdk = [...accountCalls, ...(sdk.version === 28 ? [] : serverCalls)].filter(({ method }) =>
    sdk.methods.account.includes(method),
  );

  test("every method is called both to succeed and to be refused, or is listed as not served", () => {
    expectEveryMethod("account", sdk.methods.account, callsOfSdk);
  });

  for (const call of callsOfSdk) {
    test(`${call.method} as ${call.as} ${call.does}`, async () => {
      const result = call.call(connect(call.as).account, users, secretTo);
      expect(result).toBeDefined();
      if ("gives" in call) expect(await result).toEqual(call.gives(sdk));
      else await expectRefusal(sdk, recorder, Promise.resolve(result), call.refuses);
    });
  }

  // Two make an address for a browser to go to, instead of a request.
  const pages = new Set(["createOAuth2Session", "createOAuth2Token"]);
  test.each(notServedOf("account", sdk.methods.account).filter((name) => !pages.has(name)))(
    "%s has no route",
    async (name) => {
      const { services } = connect("guest");
      const refusal = { code: 404, type: "general_route_not_found" };
      await expectRefusal(sdk, recorder, callAnyhow(services.account, name), refusal);
    },
  );

  test("a JWT stands for its user", async () => {
    const { jwt } = await users.createJWT({ userId: "dan" });
    const { endpoint, projectId } = recorder;
    expect(await sdk.connect({ endpoint, projectId, jwt }).account.get()).toMatchObject({ $id: "dan" });
  });

  test("a JWT that is none is refused", async () => {
    const { endpoint, projectId } = recorder;
    const { account } = sdk.connect({ endpoint, projectId, jwt: "a.b.c" });
    await expectRefusal(sdk, recorder, account.get(), { code: 401, type: "user_jwt_invalid" });
  });

  test("every answer keeps the contract", () => {
    expect(recorder.exchanges.length).toBeGreaterThan(callsOfSdk.length);
    expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
  });
});

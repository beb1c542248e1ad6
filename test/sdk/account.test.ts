/** The published SDKs, unmodified, as users' own code calls with them: every method of `account` that is served. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountCalls, emailOf, password, people, serverCalls, type Who } from "./conformance/account-calls.ts";
import { contractProblems } from "./harness/contract.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { type Account, type AccountSdk, accountSdks, sdks, type Target, type Users } from "./harness/sdks.ts";
import { startServer } from "./harness/server.ts";

/** The routes of spec/wire.md 5.1 that are served, as methods. */
const methods = Object.keys({
  create: true,
  get: true,
  createEmailPasswordSession: true,
  createAnonymousSession: true,
  createSession: true,
  listSessions: true,
  getSession: true,
  updateSession: true,
  deleteSession: true,
  deleteSessions: true,
  createJWT: true,
  updateName: true,
  updateEmail: true,
  updatePhone: true,
  updatePassword: true,
  getPrefs: true,
  updatePrefs: true,
  updateStatus: true,
} satisfies Record<keyof Account, true>);

test("every method is called both to succeed and to be refused", () => {
  const called = (outcome: "gives" | "refuses") =>
    [...new Set(accountCalls.filter((call) => outcome in call).map(({ method }) => method))].toSorted();
  expect(called("gives")).toEqual(methods.toSorted());
  expect(called("refuses")).toEqual(methods.toSorted());
});

/** A server SDK for what users' own code cannot do. */
function usersOf(target: Target): Users {
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

  const callsOfSdk = [...accountCalls, ...(sdk.version === 28 ? [] : serverCalls)];
  for (const call of callsOfSdk) {
    test(`${call.method} as ${call.as} ${call.does}`, async () => {
      const result = call.call(connect(call.as).account, users);
      if ("gives" in call) expect(await result).toEqual(call.gives(sdk));
      else await expectRefusal(sdk, recorder, result, call.refuses);
    });
  }

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

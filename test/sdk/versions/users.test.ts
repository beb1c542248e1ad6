/** The published SDKs, unmodified, against the Worker: every method of `users` and every query helper that they have. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calls } from "../conformance/calls.ts";
import { notServedOf } from "../conformance/not-served.ts";
import { createPeople, type People } from "../conformance/people.ts";
import { queries14, queries20, queries27, type QueryCase } from "../conformance/queries.ts";
import { contractProblems } from "../harness/contract.ts";
import { expectEveryMethod } from "../harness/coverage.ts";
import { addIdentity } from "../harness/identities.ts";
import { record, type Recorder } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { type Account, callAnyhow, type Sdk, sdks, type Users } from "../harness/sdks.ts";
import { startServer } from "../harness/server.ts";

/** The cases of all helpers of a version, with its own `Query`. */
function queriesOf({ query, query20, query27 }: Sdk) {
  const bind = <Query>(cases: readonly QueryCase<Query>[], helpers: Query | undefined) =>
    helpers === undefined
      ? []
      : cases.map(({ queries, ...rest }) => ({ ...rest, queries: (people: People) => [...queries(helpers, people)] }));
  return [...bind(queries14, query), ...bind(queries20, query20), ...bind(queries27, query27)];
}

/** The expectation of a case of queries.ts, in words. */
function outcomeOf(finds: QueryCase<unknown>["finds"]): string {
  if (finds === "anyone") return "finds everyone, in any order";
  if ("refused" in finds) return `is refused with ${finds.refused}`;
  return `finds ${finds.join(", ") || "no user"}`;
}

describe.each(sdks)("node-appwrite $version", (sdk) => {
  let recorder: Recorder;
  const anonymous = () => ({ endpoint: recorder.endpoint, projectId: recorder.projectId });

  describe("calls", () => {
    let users: Users;
    beforeAll(async () => {
      recorder = await record(await startServer());
      ({ users } = sdk.connect(recorder));
    });
    afterAll(() => recorder.stop());

    /** Gives the service of a user with their own session. */
    async function signIn(userId: string): Promise<Account> {
      const { secret } = await users.createSession({ userId });
      return sdk.connect({ ...anonymous(), session: secret }).account;
    }

    const callsOfVersion = calls.filter(
      ({ method, since = 14 }) => since <= sdk.version && sdk.methods.users.includes(method),
    );

    test("every method is called both to succeed and to be refused, or is listed as not served", () => {
      expectEveryMethod("users", sdk.methods.users, callsOfVersion);
    });

    for (const call of callsOfVersion) {
      test(`${call.method} ${call.does}`, async () => {
        const result = call.call(users, sdk.query, signIn, (...identity) => addIdentity(recorder, ...identity));
        expect(result).toBeDefined();
        if ("gives" in call) expect(await result).toEqual(call.gives(sdk));
        else await expectRefusal(sdk, recorder, Promise.resolve(result), call.refuses);
      });
    }

    test.each(notServedOf("users", sdk.methods.users))("%s has no route", async (name) => {
      const { services } = sdk.connect(recorder);
      const refusal = { code: 404, type: "general_route_not_found" };
      await expectRefusal(sdk, recorder, callAnyhow(services.users, name), refusal);
    });

    test("ping answers", async () => {
      expect(await sdk.connect(anonymous()).ping()).toEqual({ message: "Pong!" });
    });

    test("ping refuses another project", async () => {
      const { ping } = sdk.connect({ ...anonymous(), projectId: "elsewhere" });
      await expectRefusal(sdk, recorder, ping(), { code: 404, type: "project_not_found" });
    });

    test("a call without a key is refused for its scope", async () => {
      const guest = sdk.connect(anonymous()).users;
      await expectRefusal(sdk, recorder, guest.list(), { code: 401, type: "general_unauthorized_scope" });
    });

    test("a call with an unknown key is refused", async () => {
      const stranger = sdk.connect({ ...anonymous(), key: `standard_${"0".repeat(256)}` }).users;
      await expectRefusal(sdk, recorder, stranger.list(), { code: 401, type: "user_unauthorized" });
    });

    test("a call to another project is refused", async () => {
      const lost = sdk.connect({ ...recorder, projectId: "elsewhere" }).users;
      await expectRefusal(sdk, recorder, lost.list(), { code: 404, type: "project_not_found" });
    });

    test("every answer keeps the contract", () => {
      expect(recorder.exchanges.length).toBeGreaterThan(callsOfVersion.length);
      expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
    });
  });

  describe("queries", () => {
    let users: Users;
    let people: People;
    beforeAll(async () => {
      recorder = await record(await startServer());
      people = await createPeople(recorder);
      ({ users } = sdk.connect(recorder));
    });
    afterAll(() => recorder.stop());

    const cases = queriesOf(sdk);

    test("every helper of the version is put to the list", () => {
      const helpers = Object.getOwnPropertyNames(sdk.query).filter(
        (name) => typeof Reflect.get(sdk.query, name) === "function",
      );
      expect([...new Set(cases.map(({ helper }) => helper))].toSorted()).toEqual(helpers.toSorted());
    });

    cases.forEach(({ finds, helper, queries, total }, position) => {
      test(`${helper} ${outcomeOf(finds)} (case ${position})`, async () => {
        const found = users.list({ queries: queries(people) });
        if (typeof finds === "object" && "refused" in finds) {
          await expectRefusal(sdk, recorder, found, { code: 400, type: finds.refused });
          return;
        }
        const ids = (await found).users.map(({ $id }) => $id);
        if (finds === "anyone") expect(ids.toSorted()).toEqual(Object.keys(people));
        else expect(ids).toEqual(finds);
        expect((await found).total).toBe(total ?? ids.length);
      });
    });

    test("every page keeps the contract", () => {
      expect(recorder.exchanges.length).toBeGreaterThan(cases.length);
      expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
    });
  });
});

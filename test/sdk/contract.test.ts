/** The contract check finds every kind of flaw in an answer. The tests in versions/ check the answers themselves. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractProblems, contracts } from "./harness/contract.ts";
import { type Exchange, record, type Recorder } from "./harness/recorder.ts";
import { startServer } from "./harness/server.ts";

describe("the contract", () => {
  let recorder: Recorder;
  /** Sends a request. @returns its recorded exchange */
  async function exchange(method: string, path: string, body?: object, key = recorder.key): Promise<Exchange> {
    const headers = {
      "x-appwrite-project": recorder.projectId,
      "x-appwrite-key": key,
      "content-type": "application/json",
    };
    const response = await fetch(recorder.endpoint + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    const last = recorder.exchanges.at(-1);
    if (last === undefined) throw new Error("Nothing was recorded.");
    return last;
  }
  let created: Exchange;

  beforeAll(async () => {
    recorder = await record(await startServer());
    created = await exchange("POST", "/users", { userId: "ana", email: "ana@psg.fr", password: "password" });
  });
  afterAll(() => recorder.stop());

  test("exists in both releases, with every operation of users", () => {
    expect(contracts.map(({ name }) => name)).toEqual(["appwrite-1.6.json", "appwrite-1.8.json"]);
    for (const { operations } of contracts) {
      expect(operations.filter(({ id }) => id.startsWith("users"))).toHaveLength(42);
    }
  });

  test("is kept by a user, a list, preferences, an empty answer, a refusal and a text", async () => {
    expect(contractProblems(created)).toEqual([]);
    for (const [method, path] of [
      ["GET", "/users?queries[]=%7B%22method%22%3A%22limit%22%2C%22values%22%3A%5B1%5D%7D"],
      ["GET", "/users/ana"],
      ["GET", "/users/ana/prefs"],
      ["PATCH", "/users/ana/impersonator"],
      ["GET", "/health"],
      ["GET", "/ping"],
      ["DELETE", "/users/ana"],
      ["GET", "/users/ana"],
      ["GET", "/nowhere"],
    ] as const) {
      const answer = await exchange(method, path, method === "PATCH" ? { impersonator: true } : undefined);
      expect(contractProblems(answer)).toEqual([]);
    }
  });

  /** The answer with a user, with one change. */
  const broken = (change: Readonly<Record<string, unknown>>): Exchange => ({
    ...created,
    text: JSON.stringify({ ...(JSON.parse(created.text) as object), ...change }),
  });
  const target = (): object => (JSON.parse(created.text) as { targets: [object] }).targets[0];

  test.each([
    ["a required field that is missing", () => broken({ name: undefined }), "$.name: is missing"],
    ["a null that may not be", () => broken({ phone: null }), "$.phone: is null"],
    ["a number for a text", () => broken({ email: 1 }), "$.email: is no string"],
    ["a text for a boolean", () => broken({ status: "true" }), "$.status: is no boolean"],
    ["an object for a list", () => broken({ labels: {} }), "$.labels: is no array"],
    ["a list for an object", () => broken({ prefs: [] }), "$.prefs: is no object"],
    ["a number in a list of texts", () => broken({ labels: ["vip", 1] }), "$.labels[1]: is no string"],
    [
      "a field of a target that is missing",
      () => broken({ targets: [{ ...target(), identifier: undefined }] }),
      "$.targets[0].identifier: is missing",
    ],
    ["a null in a target", () => broken({ targets: [{ ...target(), name: null }] }), "$.targets[0].name: is null"],
    ["hash options of no format", () => broken({ hashOptions: {} }), "$.hashOptions: fits none of"],
    ["another type of body", () => ({ ...created, type: "text/plain" }), 'the body is typed "text/plain"'],
    ["a status that is not declared", () => ({ ...created, status: 200 }), "no such operation, or not this status"],
    ["an operation that is not declared", () => ({ ...created, path: "/nobody" }), "no such operation"],
    [
      "an error whose code is a text",
      () => ({ ...created, status: 400, text: '{"message":"","code":"400","type":"","version":""}' }),
      "$.code: is no 32-bit integer",
    ],
    [
      "a total that is no integer",
      () => ({ ...created, method: "GET", status: 200, text: '{"total":1.5,"users":[]}' }),
      "$.total: is no 32-bit integer",
    ],
    [
      "a body where there is none",
      () => ({ ...created, method: "DELETE", path: "/users/ana", status: 204, type: "text/html" }),
      "the body is not empty",
    ],
    [
      "an empty body typed as JSON",
      () => ({ ...created, method: "DELETE", path: "/users/ana", status: 204, text: "" }),
      'the empty body is typed "application/json; charset=UTF-8"',
    ],
  ] as const)("is broken by %s", (_, answer, problem) => {
    const problems = contractProblems(answer());
    // One breach for each release.
    expect(problems).toEqual([expect.stringContaining(problem), expect.stringContaining(problem)]);
  });
});

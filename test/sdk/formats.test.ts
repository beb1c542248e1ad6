/**
 * Each generation of SDKs gets, in its response format, every field that its models require: SDKs for typed languages throw
 * after a 200 that lacks a field, and at a list element of an unknown kind.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Generation, generations, problemsOfModel } from "./harness/generations.ts";
import { type Server, startServer } from "./harness/server.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
  for (const [path, body] of [
    ["/users", { userId: "ada", email: "ada@mail.example", phone: "+12025550123", password: "correct horse" }],
    ["/users/argon2", { userId: "bob", email: "bob@mail.example", password: argon2Hash }],
    ["/users/ada/sessions", {}],
    ["/teams", { teamId: "crew", name: "Crew" }],
    ["/teams/crew/memberships", { userId: "ada" }],
    ["/project/keys", { keyId: "reader", name: "Reader", scopes: ["users.read"] }],
  ] as const) {
    await send("POST", path, body);
  }
});
afterAll(() => server.stop());

const argon2Hash = "$argon2id$v=19$m=1024,t=2,p=2$2ks+zQ4brTmaNw3Y96hrTA$cJ4o+fkAAHXjSwUVixz7R+PZpZCvyqCIQbTJ79JjzrA";

async function send(method: string, path: string, body?: object, format?: string): Promise<unknown> {
  const response = await fetch(server.endpoint + path, {
    method,
    headers: {
      "x-appwrite-project": server.projectId,
      "x-appwrite-key": server.key,
      "content-type": "application/json",
      ...(format !== undefined && { "x-appwrite-response-format": format }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as unknown;
}

const reads: readonly (readonly [path: string, model: string])[] = [
  ["/project", "Project"],
  ["/project/policies", "PolicyList"],
  ["/project/keys", "KeyList"],
  ["/users", "UserList"],
  ["/users/ada", "User"],
  ["/users/bob", "User"],
  ["/users/ada/sessions", "SessionList"],
  ["/users/ada/targets", "TargetList"],
  ["/users/ada/logs", "LogList"],
  ["/users/ada/memberships", "MembershipList"],
  ["/users/ada/mfa/factors", "MfaFactors"],
  ["/users/identities", "IdentityList"],
  ["/teams", "TeamList"],
  ["/teams/crew", "Team"],
  ["/teams/crew/memberships", "MembershipList"],
];

const changes: readonly (readonly [path: string, body: object])[] = [
  ["/project/auth-methods/email-password", { enabled: true }],
  ["/project/policies/user-limit", { total: null }],
];

const problems = async (generation: Generation, method: string, path: string, model: string, body?: object) =>
  problemsOfModel(generation, model, await send(method, path, body, generation.format));

describe.each(generations)("$name, which asks for format $format,", (generation) => {
  test.each(reads)("can parse GET %s as its %s", async (path, model) => {
    expect(await problems(generation, "GET", path, model)).toEqual([]);
  });

  test.each(changes)("can parse the project that PATCH %s answers", async (path, body) => {
    expect(await problems(generation, "PATCH", path, "Project", body)).toEqual([]);
  });
});

test("the models matter: the oldest generation cannot parse the newest format", async () => {
  const [oldest] = generations;
  if (oldest === undefined) throw new Error("There are no models.");
  expect(problemsOfModel(oldest, "Project", await send("GET", "/project"))).toContain(
    "$.authEmailPassword: is missing",
  );
  const list = problemsOfModel(oldest, "PolicyList", await send("GET", "/project/policies"));
  expect(list).toContainEqual(expect.stringContaining("$.policies[10]: fits none of"));
});

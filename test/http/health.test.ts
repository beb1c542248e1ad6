import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { createKey } from "../harness/keys.ts";
import { expectRefusal } from "../harness/refusal.ts";

describe("GET /ping", () => {
  test("is plain text for a guest and for any key", async () => {
    const pong = { status: 200, type: "text/plain; charset=UTF-8", text: "Pong!" };
    expect(await call("GET", "/ping", { key: null })).toMatchObject(pong);
    expect(await call("GET", "/ping")).toMatchObject(pong);
    expect(await call("GET", "/ping", { key: await createKey() })).toMatchObject(pong);
  });
  test("asks for the project, as every route", async () => {
    for (const project of ["other", "console", null]) {
      const answer = await call("GET", "/ping", { key: null, headers: { "x-appwrite-project": project } });
      expectRefusal(answer, "project_not_found");
    }
  });
  test("is not compressed", async () => {
    const answer = await call("GET", "/ping", { headers: { "accept-encoding": "gzip, br" } });
    expect(answer.headers.get("content-encoding")).toBeNull();
  });
});

describe("GET /health", () => {
  test("answers any key", async () => {
    const up = '{"name":"http","ping":0,"status":"pass"}';
    expect(await call("GET", "/health")).toMatchObject({ status: 200, text: up });
    expect(await call("GET", "/health", { key: await createKey() })).toMatchObject({ status: 200, text: up });
  });
  test("answers no guest", async () => {
    expectRefusal(
      await call("GET", "/health", { key: null }),
      "general_unauthorized_scope",
      'User (role: guests) missing scopes (["health.read"])',
    );
  });
});

test("GET /health/version tells guests and keys the version that error bodies carry", async () => {
  const { body } = await call("GET", "/users/nobody");
  for (const key of [null, await createKey()]) {
    expect(await call("GET", "/health/version", { key })).toMatchObject({
      status: 200,
      text: `{"version":"${String(body["version"])}"}`,
    });
  }
});

test("GET /openapi.json is there for everybody, without a project", async () => {
  const answer = await call("GET", "/openapi.json", {
    key: null,
    headers: { "x-appwrite-project": null, origin: "http://evil.test" },
  });
  expect(answer).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
});

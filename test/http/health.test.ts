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

describe("GET /health/version", () => {
  const version = async () => {
    const { body } = await call("GET", "/users/nobody");
    return { status: 200, text: `{"version":"${String(body["version"])}"}` };
  };
  test("tells guests and keys the version that error bodies carry", async () => {
    for (const key of [null, await createKey()]) {
      expect(await call("GET", "/health/version", { key })).toMatchObject(await version());
    }
  });
  test.each([null, "", "console", "other"])("answers guests and keys for the project %j", async (project) => {
    for (const key of [null, await createKey()]) {
      const headers = { "x-appwrite-project": project };
      expect(await call("GET", "/health/version", { key, headers })).toMatchObject(await version());
      expect(await call("GET", "/health/version?project=other", { key, headers })).toMatchObject(await version());
    }
  });
  test("answers web apps of unknown hosts, which may not read it", async () => {
    const answer = await call("GET", "/health/version", { key: null, headers: { origin: "http://evil.test" } });
    expect(answer).toMatchObject(await version());
    expect(answer.headers.get("access-control-allow-origin")).not.toBe("http://evil.test");
  });
});

test("GET /openapi.json is there for everybody, without a project", async () => {
  const answer = await call("GET", "/openapi.json", {
    key: null,
    headers: { "x-appwrite-project": null, origin: "http://evil.test" },
  });
  expect(answer).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
});

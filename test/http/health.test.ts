import { afterEach, describe, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { createKey } from "../harness/keys.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";

afterEach(() => vi.useRealTimers());

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
    const up = { status: 200, body: { name: "http", ping: expect.any(Number), status: "pass" } };
    expect(await call("GET", "/health")).toMatchObject(up);
    expect(await call("GET", "/health", { key: await createKey() })).toMatchObject(up);
  });
  test("reports within the deadline that the database does not answer, and recovers a second later", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    let isSilent = true;
    let asked = 0;
    const fetch = serve(
      (statements, send) => {
        asked += 1;
        return isSilent ? Promise.withResolvers<never>().promise : send(preparedOf(statements));
      },
      { bindings: { D1_DEADLINE_MS: "20" } },
    );
    const status = async () => (await call("GET", "/health", { fetch })).body["status"];
    expect(await status()).toBe("fail");
    isSilent = false;
    expect(await status()).toBe("fail");
    // The read was tried twice, and its result is cached.
    expect(asked).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(await status()).toBe("pass");
    expect(await status()).toBe("pass");
    expect(asked).toBe(3);
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

test("GET /openapi.json is public, without a project", async () => {
  const answer = await call("GET", "/openapi.json", {
    key: null,
    headers: { "x-appwrite-project": null, origin: "http://evil.test" },
  });
  expect(answer).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
});

/**
 * The common properties of all answers: types, headers, dates, formats (docs/spec/requests.md, docs/spec/errors.md).
 */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

describe("an answer without a body", () => {
  test("is 204, empty, and typed, yet not as JSON", async () => {
    const answer = await call("DELETE", `/users/${await createUser()}`, { body: {} });
    expect(answer).toMatchObject({ status: 204, text: "", type: "text/html; charset=UTF-8" });
  });
});

describe("JSON", () => {
  test("is compact UTF-8, nothing past ASCII escaped", async () => {
    const userId = await createUser({ name: "Zoë Ångström 😀 / \u2028" });
    const { text, type } = await call("GET", `/users/${userId}`);
    expect(type).toBe("application/json; charset=UTF-8");
    expect(text).toContain('"name":"Zoë Ångström 😀 / \u2028"');
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("of a success and that of a refusal are kept from caches", async () => {
    const success = await call("GET", "/users");
    expect(success.headers.get("cache-control")).toBe("no-store");
    const refusal = await call("GET", "/users/nobody");
    expect(refusal.headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
    expect(refusal.headers.get("pragma")).toBe("no-cache");
    expect(refusal.headers.get("expires")).toBe("0");
  });
});

describe("a refusal's body", () => {
  test("has four members, the code an integer and equal to the status", async () => {
    const answer = await call("GET", "/users/non_existent");
    expect(answer.status).toBe(404);
    expect(answer.text).toBe(
      '{"message":"User with the requested ID could not be found.","code":404,"type":"user_not_found","version":"1.9.6"}',
    );
  });
});

describe("headers", () => {
  test.each([
    ["a success", "GET", "/ping"],
    ["a refusal", "GET", "/users/nobody"],
    ["an unknown route", "GET", "/nothing"],
    ["a preflight", "OPTIONS", "/users"],
  ])("of %s name the server, forbid sniffing and carry a request id", async (_, method, path) => {
    const { headers } = await call(method, path);
    expect(headers.get("server")).toBe("Appwrite");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-request-id")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  test("never carry a warning, which SDKs would print", async () => {
    const headers = { "x-appwrite-response-format": "2.3.0" };
    expect((await call("GET", "/ping", { headers })).headers.get("x-appwrite-warning")).toBeNull();
  });

  test("pin https once it is used", async () => {
    const { headers } = await call("GET", "https://rollcall.test/v1/ping");
    expect(headers.get("strict-transport-security")).toBe("max-age=10886400");
  });

  test("give each request its own id, not the caller's", async () => {
    const headers = { "x-request-id": "mine" };
    const ids = [await call("GET", "/ping", { headers }), await call("GET", "/ping", { headers })].map((answer) =>
      answer.headers.get("x-request-id"),
    );
    expect(new Set([...ids, "mine"]).size).toBe(3);
  });
});

describe("HEAD", () => {
  test.each(["/ping", "/users", "/users/nobody", "/nothing", "/users?limit="])(
    "on %s has the status and headers of GET, and no body",
    async (path) => {
      const [get, head] = [await call("GET", path), await call("HEAD", path)];
      const comparable = (headers: Headers) =>
        Object.fromEntries([...headers].filter(([name]) => !["x-request-id", "content-length"].includes(name)));
      expect(head.status).toBe(get.status);
      expect(head.text).toBe("");
      expect(comparable(head.headers)).toEqual(comparable(get.headers));
    },
  );

  test("makes the checks of GET", async () => {
    expect((await call("HEAD", "/users", { key: null })).status).toBe(401);
    expect((await call("HEAD", "/ping?project=other")).status).toBe(404);
    expect((await call("HEAD", "/users/_bad")).status).toBe(400);
    expect((await call("HEAD", "/ping", { key: null, headers: { origin: "http://evil.test" } })).status).toBe(403);
  });
});

describe("dates", () => {
  test("are UTC with three fraction digits and a spelt-out offset, from the moment of the request", async () => {
    const before = Date.now();
    const { body } = await call("POST", "/users", { body: { userId: fresh(), password: "password" } });
    const after = Date.now();
    const { $createdAt, $updatedAt, accessedAt, passwordUpdate, registration } = body;
    expect($createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    expect([$updatedAt, registration, passwordUpdate]).toEqual([$createdAt, $createdAt, $createdAt]);
    expect(accessedAt).toBe("");
    expect(Date.parse(String($createdAt))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String($createdAt))).toBeLessThanOrEqual(after);
  });
});

describe("X-Appwrite-Response-Format", () => {
  const old = ["targets", "mfa"];
  const young = ["impersonator", "impersonatorUserId"];
  test.each([
    ["1.4.13", [...old, ...young]],
    ["1.5.0", young],
    ["1.6.0", young],
    ["1.8.0", young],
    ["1.8.99", young],
    ["1.9.0", []],
    ["1.9.6", []],
    ["2.3.0", []],
    ["", []],
    ["1.4", []],
    ["latest", []],
  ])("%j leaves out %j", async (format, missing) => {
    const userId = await createUser();
    const all = Object.keys((await call("GET", `/users/${userId}`)).body);
    const expected = all.filter((name) => !missing.includes(name));
    const headers = { "x-appwrite-response-format": format };

    const one = await call("GET", `/users/${userId}`, { headers });
    expect(Object.keys(one.body)).toEqual(expected);
    const created = await call("POST", "/users", { headers, body: { userId: fresh() } });
    expect(Object.keys(created.body)).toEqual(expected);
    const updated = await call("PATCH", `/users/${userId}/name`, { headers, body: { name: "Ann" } });
    expect(Object.keys(updated.body)).toEqual(expected);
    const { body } = await call("GET", "/users?total=false", { headers });
    const [first] = Array.isArray(body["users"]) ? body["users"] : [];
    expect(Object.keys(first)).toEqual(expected);
  });

  test("does not change preferences, whatever their names", async () => {
    const userId = await createUser();
    const prefs = { targets: 1, mfa: 2, impersonator: 3 };
    const headers = { "x-appwrite-response-format": "1.0.0" };
    expect((await call("PATCH", `/users/${userId}/prefs`, { headers, body: { prefs } })).body).toEqual(prefs);
    expect((await call("GET", `/users/${userId}/prefs`, { headers })).body).toEqual(prefs);
  });

  test("does not change a refusal", async () => {
    const headers = { "x-appwrite-response-format": "1.0.0" };
    expectRefusal(await call("GET", "/users/nobody", { headers }), "user_not_found");
  });
});

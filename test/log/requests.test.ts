/** Each request leaves one line for the operator: its result and its cost, without any value of the request. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { beginSession, createJwt } from "../harness/account.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon } from "../harness/clock.ts";
import { createKey, randomSecret } from "../harness/keys.ts";
import { preparedOf, record, serve } from "../harness/recorder.ts";
import { prepare, requestOf } from "../harness/requests.ts";
import { fresh } from "../harness/users.ts";

holdClock();

let info: MockInstance<typeof console.info>;
let errors: MockInstance<typeof console.error>;
beforeEach(() => {
  info = vi.spyOn(console, "info").mockImplementation(() => undefined);
  errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const recorder = record();

/** Whether the line is a printed message of the outbox rather than a line of the log. */
const isPrinted = (text: unknown): boolean => String(text).startsWith("│");

/** Sends a request. @returns the answer, and the one line that it left */
async function lineOf(method: string, path: string, options: CallOptions = {}) {
  info.mockClear();
  const answer = await call(method, path, { fetch: recorder.fetch, ...options });
  const lines = info.mock.calls.map(String).filter((text) => !isPrinted(text));
  expect(lines).toEqual([expect.stringMatching(/^\{"level":"info","requestId":.*\}$/)]);
  const text = String(lines);
  return { answer, text, line: JSON.parse(text) as Readonly<Record<string, unknown>> };
}

const idOf = ({ headers }: Answer) => headers.get("x-request-id");

/** A request during which D1 did not fail. */
const unfailed = { deadlines: 0, retries: 0, fault: null };

const free = { batches: 0, statements: 0, rowsRead: 0, rowsWritten: 0, kvOperations: 0, ...unfailed, milliseconds: 0 };

describe("The line of a request that succeeds", () => {
  test.for(operations.map((endpoint) => ({ endpoint, id: endpoint.id })))(
    "to $id has its declared route and the cost in the stores",
    async ({ endpoint }) => {
      const { method, path, body, headers, sender } = requestOf(endpoint, await prepare(endpoint, fresh()));
      recorder.take();
      let cost = recorder.take();
      // Work after the answer may still run when the line is written.
      info.mockImplementation((text) => {
        if (!isPrinted(text)) cost = recorder.take();
      });
      const { answer, line } = await lineOf(method, path, {
        body,
        ...sender,
        headers: { ...headers, ...sender.headers },
      });
      const { kv, roundTrips, rowsRead, rowsWritten } = cost;
      expect(line).toEqual({
        level: "info",
        requestId: idOf(answer),
        method,
        route: endpoint.path,
        status: endpoint.status,
        refusal: null,
        batches: roundTrips.length,
        statements: roundTrips.flat().length,
        rowsRead,
        rowsWritten,
        // The outbox holds a message in transit already, and is not a store of the request.
        kvOperations: kv.length - (caseOf(endpoint).sends ? 1 : 0),
        ...unfailed,
        milliseconds: 0,
      });
      expect(errors).not.toHaveBeenCalled();
    },
  );

  test("counts the look-up of a key", async () => {
    const key = await createKey({ scopes: ["users.read"], accessedAt: noon });
    const { line } = await lineOf("GET", "/users/nobody", { key });
    expect(line).toMatchObject({ batches: 2, statements: 2, rowsRead: 1, rowsWritten: 0 });
  });

  test("has the time that the request took, in milliseconds", async () => {
    const fetch = serve((statements, send) => {
      vi.setSystemTime(noon + 42);
      return send(preparedOf(statements));
    });
    expect((await lineOf("GET", "/project", { fetch })).line).toMatchObject({ status: 200, milliseconds: 42 });
  });

  test("has an id of its own, which the answer has as a header", async () => {
    const [first, second] = [await lineOf("GET", "/ping"), await lineOf("GET", "/ping")];
    expect(first.line["requestId"]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(first.line["requestId"]).not.toBe(second.line["requestId"]);
  });
});

describe("The line of a request that is refused", () => {
  const key = () => createKey({ scopes: ["users.read"], accessedAt: noon });

  test.each<
    [why: string, method: string, path: string, options: () => CallOptions | Promise<CallOptions>, line: object]
  >([
    [
      "no key",
      "GET",
      "/users/ann",
      () => ({ key: null }),
      { route: "/users/{userId}", status: 401, refusal: "general_unauthorized_scope" },
    ],
    [
      "no scope",
      "DELETE",
      "/users/ann",
      async () => ({ key: await key() }),
      { route: "/users/{userId}", status: 401, refusal: "general_unauthorized_scope", statements: 1, rowsRead: 1 },
    ],
    [
      "an unknown key",
      "PATCH",
      "/users/ann/name",
      () => ({ key: randomSecret() }),
      { route: "/users/{userId}/name", status: 401, refusal: "user_unauthorized", batches: 1, statements: 1 },
    ],
    [
      "another project",
      "GET",
      "/project/keys/ci",
      () => ({ headers: { "x-appwrite-project": "shop" } }),
      { route: "/project/keys/{keyId}", status: 404, refusal: "project_not_found" },
    ],
    [
      "a parameter",
      "POST",
      "/users",
      () => ({ body: { userId: "_" } }),
      { route: "/users", status: 400, refusal: "general_argument_invalid" },
    ],
    [
      "a user who is not there",
      "GET",
      "/users/nobody",
      () => ({}),
      { route: "/users/{userId}", status: 404, refusal: "user_not_found", batches: 1, statements: 1 },
    ],
    [
      "no such route",
      "GET",
      "/nowhere/ann",
      () => ({}),
      { route: null, status: 404, refusal: "general_route_not_found" },
    ],
    [
      "no such method of a route",
      "PUT",
      "/users/ann",
      () => ({ body: {} }),
      { route: null, status: 404, refusal: "general_route_not_found" },
    ],
    [
      "a path outside of the API",
      "GET",
      "http://rollcall.test/nothing",
      () => ({}),
      { route: null, status: 404, refusal: "general_route_not_found" },
    ],
  ])("for %s says so", async (_, method, path, options, expected) => {
    const given = await options();
    recorder.take();
    const { answer, line } = await lineOf(method, path, given);
    // Rows read are counted by the recorder as well.
    const { rowsRead } = recorder.take();
    expect(line).toEqual({
      level: "info",
      requestId: idOf(answer),
      method,
      ...free,
      batches: Number(line["statements"]),
      rowsRead,
      ...expected,
    });
  });

  test("that ends in a server error has a line beside the error's, with the same id", async () => {
    const fetch = serve(() => Promise.reject(new Error("D1_ERROR: no such table: users: SQLITE_ERROR")));
    const { answer, line } = await lineOf("GET", "/users/ann", { fetch });
    expect(line).toMatchObject({
      route: "/users/{userId}",
      status: 500,
      refusal: "general_unknown",
      batches: 1,
      statements: 1,
    });
    expect(errors).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`"requestId":"${idOf(answer)}"`));
  });

  test("that fails in D1 has the error and the number of attempts", async () => {
    const bindings = { D1_DEADLINE_MS: "10" };
    const lost = serve(() => Promise.reject(new Error("D1_ERROR: Network connection lost.")), { bindings });
    expect((await lineOf("GET", "/users/ann", { fetch: lost })).line).toMatchObject({
      status: 503,
      refusal: "general_service_unavailable",
      batches: 2,
      deadlines: 0,
      retries: 1,
      fault: "lost",
    });
    expect(errors).not.toHaveBeenCalled();
    const answered = Promise.withResolvers<undefined>();
    const silent = serve(
      async (statements, send) => {
        await answered.promise;
        return send(preparedOf(statements));
      },
      { bindings, onAnswer: () => answered.resolve(undefined) },
    );
    expect((await lineOf("PATCH", "/users/ann/name", { fetch: silent, body: { name: "Ann" } })).line).toMatchObject({
      status: 503,
      deadlines: 1,
      retries: 0,
      fault: null,
    });
    expect(errors).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(
        /^\{"level":"warn","event":"late_commit","requestId":"[0-9a-f-]{36}","milliseconds":\d+\}$/,
      ),
    );
  });
});

describe("Requests that no endpoint answers leave a line too", () => {
  test("OPTIONS", async () => {
    const { line } = await lineOf("OPTIONS", "/users/ann", { headers: { origin: "http://localhost" } });
    expect(line).toMatchObject({ ...free, method: "OPTIONS", route: null, status: 204, refusal: null });
  });

  test("HEAD, as the GET that it stands for", async () => {
    const { line } = await lineOf("HEAD", "/users/nobody");
    expect(line).toMatchObject({ method: "HEAD", route: "/users/{userId}", status: 404, refusal: "user_not_found" });
  });

  test("the OpenAPI document", async () => {
    const { line } = await lineOf("GET", "/openapi.json", { key: null, headers: { "x-appwrite-project": null } });
    expect(line).toMatchObject({ ...free, method: "GET", route: "/openapi.json", status: 200, refusal: null });
  });
});

describe("No line contains a value of the request", () => {
  const ip = "203.0.113.77";
  const marks = {
    "x-forwarded-for": `${ip}, 203.0.113.78`,
    "cf-connecting-ip": "203.0.113.79",
    "user-agent": "Kuckuck/1.0",
    "x-forwarded-user-agent": "Kuckuck/2.0",
    "x-sdk-name": "kuckuck-sdk",
    "x-sdk-version": "kuckuck",
    origin: "http://kuckuck.localhost",
    referer: "http://rollcall.test/kuckuck",
    cookie: "a_session_rollcall=kuckuck",
    "x-appwrite-session": "kuckuck",
    "x-fallback-cookies": '{"a_session_rollcall":"kuckuck"}',
    "x-appwrite-locale": "kuckuck",
    "x-request-id": "kuckuck",
    "cf-ray": "kuckuck",
  };
  const user = { userId: "kuckuck", email: "kuckuck@mail.example", phone: "+4915112345678", name: "Kuckuck" };
  const query = (attribute: string) => JSON.stringify({ method: "equal", attribute, values: ["kuckuck"] });
  const key = { name: "Kuckuck", scopes: ["users.read"] };

  const said: readonly (readonly [method: string, path: string, body?: object])[] = [
    ["POST", "/users", { ...user, password: "kuckuck-password" }],
    ["POST", "/users", { ...user, email: "kuckuck" }],
    [
      "POST",
      "/users/md5",
      { userId: "kuckuck2", email: "kuckuck2@mail.example", password: "5f4dcc3b5aa765d61d8327deb882cf99" },
    ],
    ["GET", `/users?search=kuckuck&queries[]=${encodeURIComponent(query("name"))}`],
    ["GET", `/users?queries[]=${encodeURIComponent(query("kuckuck"))}`],
    ["GET", "/users/kuckuck?project=rollcall&kuckuck=kuckuck"],
    ["PATCH", "/users/kuckuck/name", { name: "Kuckuck Kuckuck" }],
    ["PATCH", "/users/kuckuck/password", { password: "kuckuck-password" }],
    ["PATCH", "/users/kuckuck/prefs", { prefs: { kuckuck: "kuckuck" } }],
    ["PUT", "/users/kuckuck/labels", { labels: ["kuckuck"] }],
    ["DELETE", "/users/kuckuck", { kuckuck: true }],
    ["GET", "/users/kuckuck"],
    ["GET", "/kuckuck/kuckuck"],
    ["POST", "/project/keys", { keyId: "kuckuck", ...key }],
    ["POST", "/project/keys", { keyId: "kuckuck", ...key, scopes: ["kuckuck"] }],
    ["GET", `/project/keys?queries[]=${encodeURIComponent(query("name"))}`],
    ["PUT", "/project/keys/kuckuck", key],
    ["POST", "/project/keys/ephemeral", { scopes: ["users.read"], duration: 60 }],
    ["DELETE", "/project/keys/kuckuck", {}],
    ["POST", "/users", { ...user, password: "kuckuck-password" }],
    ["POST", "/users/kuckuck/sessions", {}],
    ["GET", "/users/kuckuck/sessions"],
    ["DELETE", "/users/kuckuck/sessions/kuckuck", {}],
    ["POST", "/users/kuckuck/tokens", { length: 64 }],
    ["POST", "/users/kuckuck/jwts", {}],
    ["POST", "/users/kuckuck/password/verify", { password: "kuckuck-password" }],
    ["POST", "/account/sessions/email", { email: user.email, password: "kuckuck-password" }],
    ["POST", "/account/sessions/token", { userId: "kuckuck", secret: "kuckuck" }],
    ["POST", "/account/tokens/email", { userId: "kuckuck5", email: "kuckuck5@mail.example", phrase: true }],
    ["POST", "/account/tokens/magic-url", { userId: "kuckuck", email: user.email, url: "http://localhost/kuckuck" }],
    ["POST", "/account/tokens/phone", { userId: "kuckuck6", phone: "+4915112345678" }],
    ["POST", "/account/recovery", { email: user.email, url: "http://localhost/kuckuck" }],
    ["PUT", "/account/recovery", { userId: "kuckuck", secret: "kuckuck", password: "kuckuck-password" }],
    ["PUT", "/account/verifications/email", { userId: "kuckuck", secret: "kuckuck" }],
    ["POST", "/account/sessions/anonymous", {}],
    ["POST", "/account", { userId: "kuckuck3", email: "kuckuck3@mail.example", password: "kuckuck-password" }],
    ["GET", "/account"],
    ["PATCH", "/account/email", { email: "kuckuck4@mail.example", password: "kuckuck-password" }],
    ["PATCH", "/account/prefs", { prefs: { kuckuck: "kuckuck" } }],
    ["GET", "/account/sessions/kuckuck"],
    ["POST", "/account/jwts", {}],
    ["POST", "/users/kuckuck/targets", { targetId: "kuckuck", providerType: "push", identifier: "kuckuck" }],
    ["GET", "/users/kuckuck/targets/kuckuck"],
    ["GET", "/users/kuckuck/logs"],
    ["PATCH", "/users/kuckuck/mfa/recovery-codes", {}],
    ["GET", "/users/kuckuck/mfa/challenges/kuckuck"],
    ["POST", "/messaging/providers/sendgrid", { providerId: "kuckuck", name: "Kuckuck", apiKey: "kuckuck-key" }],
    ["GET", "/messaging/providers?search=kuckuck"],
    ["PATCH", "/messaging/providers/sendgrid/kuckuck", { apiKey: "kuckuck-key" }],
    ["DELETE", "/messaging/providers/kuckuck", {}],
    ["GET", "/messaging/messages?search=kuckuck"],
    ["GET", "/messaging/messages/kuckuck"],
    ["POST", "/account/mfa/authenticators/totp", {}],
    ["PUT", "/account/mfa/authenticators/totp", { otp: "kuckuck" }],
    ["POST", "/account/mfa/recovery-codes", {}],
    ["PUT", "/account/mfa/challenges", { challengeId: "kuckuck", otp: "kuckuck" }],
    ["POST", "/account/targets/push", { targetId: "kuckuck-own", identifier: "kuckuck-own" }],
  ];

  /** The values in an answer that sign the receiver in, or help to. */
  const handedOut = ({ body, headers }: Answer): readonly string[] => {
    const codes = body["recoveryCodes"];
    const values: unknown[] = [
      body["secret"],
      body["jwt"],
      ...(Array.isArray(codes) ? codes : []),
      ...headers.getSetCookie().map((cookie) => cookie.split(/[=;]/)[1]),
    ];
    return values.filter((value) => typeof value === "string").filter((value) => value !== "" && value !== "deleted");
  };

  test.each<[who: string, makeSecret: () => string | Promise<string>, more?: CallOptions["headers"]]>([
    ["a guest", () => "", { origin: null }],
    ["the bootstrap key", () => env.API_KEY],
    ["a JWT that is none", () => env.API_KEY, { "x-appwrite-jwt": "kuckuck.kuckuck.kuckuck" }],
    [
      "a key that is a row",
      () => createKey({ id: fresh("kuckuck-key"), name: "Kuckuck", scopes: ["users.read", "users.write"] }),
    ],
    ["an unknown key", () => `standard_${"kuckuck".repeat(10)}`],
    ["another project", () => env.API_KEY, { "x-appwrite-project": "kuckuck" }],
  ])("by %s", async (_, makeSecret, more = {}) => {
    const secret = await makeSecret();
    const made: string[] = [];
    const texts: string[] = [];
    for (const [method, path, body] of said) {
      const { answer, text } = await lineOf(method, path, { key: secret, headers: { ...marks, ...more }, body });
      texts.push(text);
      made.push(...handedOut(answer));
    }
    const all = texts.join("\n");
    expect(texts).toHaveLength(said.length);
    expect(all).not.toMatch(/kuckuck|203\.0\.113|15112345678|5f4dcc3b|mail\.example|localhost/i);
    expectNone(
      [secret, env.API_KEY, env.SECRET_KEY, ...made].filter((text) => text !== ""),
      all,
    );
  });

  test("by a user, with a session or with a JWT", async () => {
    await call("POST", "/users", { body: { userId: "kuckuck-5", password: "kuckuck-password" } });
    const { secret } = await beginSession("kuckuck-5");
    const jwt = await createJwt("kuckuck-5");
    const made: string[] = [];
    const texts: string[] = [];
    // An origin that is unknown, or a cookie without a session, would otherwise be the only credential.
    const unmarked = { ...marks, origin: null, cookie: null };
    for (const presented of [{ "x-appwrite-session": secret }, { "x-appwrite-jwt": jwt }]) {
      for (const [method, path, body] of said) {
        const { answer, text } = await lineOf(method, path, {
          key: null,
          headers: { ...unmarked, ...presented },
          body,
        });
        texts.push(text);
        made.push(...handedOut(answer));
      }
    }
    expect(texts.filter((text) => text.includes('"status":20'))).not.toEqual([]);
    expect(texts.join("\n")).not.toMatch(/kuckuck|203\.0\.113|mail\.example|localhost/i);
    expectNone([secret, jwt, ...made], texts.join("\n"));
  });

  /** Asserts that a text has none of the secrets, nor the end of one. */
  function expectNone(secrets: readonly string[], all: string): void {
    for (const text of secrets) {
      for (const trace of [text, text.slice(0, 24), text.slice(-24)]) expect(all).not.toContain(trace);
    }
  }
});

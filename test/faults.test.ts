/**
 * A failing database leaves no partial write, and no value of the request appears in the answer or the log
 * (docs/decisions/0011-promises.md#atomic-writes, docs/decisions/0011-promises.md#secrets-at-rest).
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { endpoints } from "../src/app.ts";
import { guest } from "./harness/account.ts";
import { caseOf } from "./harness/cases/index.ts";
import { newUser } from "./harness/cases/values.ts";
import { type Answer, call, type CallOptions } from "./harness/client.ts";
import { dumpOfDeeds } from "./harness/database.ts";
import { type Between, passOn, preparedOf, serve } from "./harness/recorder.ts";
import { ask, prepare, writes } from "./harness/requests.ts";

let log: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const serverError = { message: "Server Error", code: 500, type: "general_unknown", version: "1.9.6" };

/** Breaks the primary key of a table of one row. */
const breakTotals = "INSERT INTO user_totals SELECT * FROM user_totals";

/** Adds a failing statement to a batch: before the one at `position`, counted over all round trips, or after the last. */
function breakAt(position: number, sql: string): Between {
  let start = 0;
  return (statements, send) => {
    const prepared = preparedOf(statements);
    const at = position - start;
    start += prepared.length + 1;
    return send(at >= 0 && at <= prepared.length ? prepared.toSpliced(at, 0, env.DB.prepare(sql)) : prepared);
  };
}

/** The positions of an operation, batch by batch: before and after each statement of its budget, up to the end of its work. */
const batchesOf = (id: string): readonly number[] =>
  caseOf({ id }).budget.statements.map((statements) => statements + 1);
const placesOf = (id: string): number => batchesOf(id).reduce((total, places) => total + places, 0);

/** Attempts are counted even when the request fails, so the limits would refuse the next one. */
const forgetAttempts = ["DELETE FROM rate_limits", "UPDATE challenges SET tries = 0"].map((sql) => env.DB.prepare(sql));

/** The request whose secret is good for one request, whatever the result. */
const spends = "accountOAuth2Redirect";

describe("An operation writes nothing when one of its statements fails", () => {
  const repeatable = writes.filter(({ id }) => id !== spends);

  test.for(repeatable.map((endpoint, i) => ({ id: endpoint.id, endpoint, subject: `ada${i + 10}` })))(
    "$id, whichever statement fails, the last included",
    async ({ endpoint, id, subject }) => {
      const scene = await prepare(endpoint, subject);
      const before = await dumpOfDeeds();
      let place = 0;
      for (const places of batchesOf(id)) {
        for (const end = place + places; place < end; place++) {
          await env.DB.batch(forgetAttempts);
          const answer = await ask(endpoint, scene, { fetch: serve(breakAt(place, breakTotals)) });
          expect({ place, status: answer.status, body: answer.body }).toEqual({
            place,
            status: 500,
            body: serverError,
          });
          expect(answer.headers.getSetCookie()).toEqual([]);
          expect(log).toHaveBeenCalledTimes(place + 1);
        }
        // A dump costs more than a request, so one dump covers all faults of the batch.
        expect(await dumpOfDeeds()).toEqual(before);
      }
      const faults = place;
      // No statement of the work is left to break, so the same request succeeds.
      const done = await ask(endpoint, scene, { fetch: serve(breakAt(faults, breakTotals)) });
      expect(done.status).toBe(endpoint.status);
      expect(await dumpOfDeeds()).not.toEqual(before);
    },
  );

  test("A provider sign-in ends when any of its statements fails, and must be started again", async () => {
    const redirect = writes.find(({ id }) => id === spends);
    if (redirect === undefined) throw new Error("No endpoint serves the return from a provider.");
    const faults = placesOf(spends);
    // The first batch consumes the begun sign-in, and nothing else.
    const taking = 1 + (caseOf({ id: spends }).budget.statements[0] ?? 0);
    for (let place = 0; place <= faults; place++) {
      const scene = await prepare(redirect, `eve${place + 10}`);
      const { oauth2_flows: begun = [], ...before } = await dumpOfDeeds();
      const answer = await ask(redirect, scene, { fetch: serve(breakAt(place, breakTotals)) });
      const { oauth2_flows: left = [], ...after } = await dumpOfDeeds();
      expect({ place, status: answer.status }).toEqual({ place, status: place < faults ? 500 : 301 });
      expect(left).toHaveLength(begun.length - (place < taking ? 0 : 1));
      if (place === faults) {
        expect(after).not.toEqual(before);
        return;
      }
      expect(answer.body).toEqual(serverError);
      expect(answer.headers.getSetCookie().filter((cookie) => cookie.startsWith("a_session"))).toEqual([]);
      expect(after).toEqual(before);
    }
  });

  test("A token whose redemption failed can still be redeemed", async () => {
    const redeem = writes.find(({ id }) => id === "accountCreateSession");
    if (redeem === undefined) throw new Error("No endpoint redeems tokens.");
    const scene = await prepare(redeem, "redeemer");
    const fetch = serve((statements, send) => {
      if (statements.some(({ sql }) => /insert into "sessions"/i.test(sql))) throw new Error("D1_ERROR: broken");
      return send(preparedOf(statements));
    });
    expect((await ask(redeem, scene, { fetch })).status).toBe(500);
    expect((await ask(redeem, scene)).status).toBe(201);
    expect((await ask(redeem, scene)).status).toBe(401);
  });

  test("A unique violation in the last statement is a conflict, and nothing is written", async () => {
    for (const userId of ["ann", "bob"]) await call("POST", "/users", { body: newUser(userId) });
    const before = await dumpOfDeeds();
    const breakEmail = "UPDATE users SET email = 'ann@mail.example' WHERE id = 'bob'";
    const answer = await call("PATCH", "/users/bob/email", {
      body: { email: "robert@mail.example" },
      fetch: serve((statements, send) => send([...preparedOf(statements), env.DB.prepare(breakEmail)])),
    });
    expect(answer.status).toBe(409);
    expect(answer.body["type"]).toBe("user_email_already_exists");
    expect(await dumpOfDeeds()).toEqual(before);
    expect(log).not.toHaveBeenCalled();
  });
});

/** Values of a request, each of which would identify a user. */
const secrets = {
  userId: "kuckuck",
  email: "kuckuck-mail@mail.example",
  phone: "+4915112345678",
  password: "kuckuck-password",
  name: "Kuckuck Name",
  label: "kuckucklabel",
  prefs: "kuckuck-prefs",
  search: "kuckuck-search",
  keyId: "kuckuck-key",
  secret: "kuckuck-secret",
  device: "kuckuck-device",
  credential: "kuckuck-credential",
};

const provider = { name: secrets.name, apiKey: secrets.credential, fromEmail: secrets.email };

/** A user's session secret. */
const asUser = guest({
  "x-appwrite-session": Buffer.from(JSON.stringify({ id: secrets.userId, secret: secrets.secret })).toString("base64"),
});

/** Requests that carry these values, to every kind of operation. */
const telling: readonly (readonly [method: string, path: string, body?: object | undefined, options?: CallOptions])[] =
  [
    ["POST", "/users", { userId: secrets.userId, email: secrets.email, phone: secrets.phone, name: secrets.name }],
    [
      "POST",
      "/users/md5",
      { userId: `${secrets.userId}2`, email: `2${secrets.email}`, password: "5f4dcc3b5aa765d61d8327deb882cf99" },
    ],
    [
      "GET",
      `/users?search=${secrets.search}&queries[0]=${JSON.stringify({ method: "equal", attribute: "email", values: [secrets.email] })}`,
    ],
    ["GET", `/users/${secrets.userId}`],
    ["PATCH", `/users/${secrets.userId}/name`, { name: secrets.name }],
    ["PATCH", `/users/${secrets.userId}/email`, { email: secrets.email }],
    ["PATCH", `/users/${secrets.userId}/phone`, { number: secrets.phone }],
    ["PATCH", `/users/${secrets.userId}/password`, { password: secrets.password }],
    ["PATCH", `/users/${secrets.userId}/prefs`, { prefs: { color: secrets.prefs } }],
    ["PUT", `/users/${secrets.userId}/labels`, { labels: [secrets.label] }],
    ["DELETE", `/users/${secrets.userId}`],
    ["POST", "/project/keys", { keyId: secrets.keyId, name: secrets.name, scopes: [] }],
    [
      "GET",
      `/project/keys?queries[]=${JSON.stringify({ method: "equal", attribute: "name", values: [secrets.name] })}`,
    ],
    ["GET", `/project/keys/${secrets.keyId}`],
    ["PUT", `/project/keys/${secrets.keyId}`, { name: secrets.name, scopes: [] }],
    ["DELETE", `/project/keys/${secrets.keyId}`],
    ["GET", "/project"],
    ["POST", `/users/${secrets.userId}/sessions`, {}],
    ["GET", `/users/${secrets.userId}/sessions`],
    ["DELETE", `/users/${secrets.userId}/sessions`],
    ["DELETE", `/users/${secrets.userId}/sessions/${secrets.userId}`],
    ["POST", `/users/${secrets.userId}/tokens`, {}],
    ["POST", `/users/${secrets.userId}/jwts`, {}],
    ["POST", `/users/${secrets.userId}/password/verify`, { password: secrets.password }],
    ["GET", `/users/${secrets.userId}/targets`],
    [
      "POST",
      `/users/${secrets.userId}/targets`,
      { targetId: secrets.device, providerType: "push", identifier: secrets.device },
    ],
    ["PATCH", `/users/${secrets.userId}/targets/${secrets.device}`, { identifier: secrets.device, name: secrets.name }],
    ["DELETE", `/users/${secrets.userId}/targets/${secrets.device}`],
    ["PATCH", `/users/${secrets.userId}/mfa`, { mfa: true }],
    ["PATCH", `/users/${secrets.userId}/mfa/recovery-codes`],
    ["PUT", `/users/${secrets.userId}/mfa/recovery-codes`],
    ["DELETE", `/users/${secrets.userId}/mfa/authenticators/totp`],
    ["GET", `/users/${secrets.userId}/mfa/challenges/${secrets.userId}`],
    ["GET", `/users/${secrets.userId}/logs`],
    ["POST", "/messaging/providers/sendgrid", { providerId: secrets.userId, ...provider }],
    ["GET", `/messaging/providers?search=${secrets.search}`],
    ["GET", `/messaging/providers/${secrets.userId}`],
    ["PATCH", `/messaging/providers/sendgrid/${secrets.userId}`, provider],
    ["DELETE", `/messaging/providers/${secrets.userId}`],
    ["POST", "/teams", { teamId: secrets.userId, name: secrets.name }],
    ["GET", `/teams?search=${secrets.search}`],
    ["PUT", `/teams/${secrets.userId}`, { name: secrets.name }],
    ["PUT", `/teams/${secrets.userId}/prefs`, { prefs: { text: secrets.prefs } }],
    [
      "POST",
      `/teams/${secrets.userId}/memberships`,
      { email: secrets.email, phone: secrets.phone, name: secrets.name },
    ],
    ["GET", `/teams/${secrets.userId}/memberships?search=${secrets.search}`],
    [
      "PATCH",
      `/teams/${secrets.userId}/memberships/${secrets.userId}/status`,
      { userId: secrets.userId, secret: secrets.secret },
      guest(),
    ],
    ["DELETE", `/teams/${secrets.userId}/memberships/${secrets.userId}`],
    ["GET", "/messaging/messages"],
    ["GET", `/messaging/messages/${secrets.userId}`],
    ["GET", "/project/policies"],
    ["PATCH", "/project/policies/session-limit", { total: 50 }],
    ["PATCH", "/project/auth-methods/invites", { enabled: false }],
    ["POST", "/account", { userId: secrets.userId, email: secrets.email, password: secrets.password }, guest()],
    ["POST", "/account/sessions/email", { email: secrets.email, password: secrets.password }, guest()],
    ["POST", "/account/sessions/anonymous", {}, guest()],
    ["POST", "/account/sessions/token", { userId: secrets.userId, secret: secrets.secret }, guest()],
    ["POST", "/account/tokens/email", { userId: secrets.userId, email: secrets.email }, guest()],
    ["POST", "/account/tokens/phone", { userId: secrets.userId, phone: secrets.phone }, guest()],
    ["POST", "/account/recovery", { email: secrets.email, url: `http://localhost/${secrets.search}` }, guest()],
    [
      "PUT",
      "/account/recovery",
      { userId: secrets.userId, secret: secrets.secret, password: secrets.password },
      guest(),
    ],
    ["PUT", "/account/verifications/phone", { userId: secrets.userId, secret: secrets.secret }, guest()],
    ["GET", "/account", undefined, asUser],
    ["PATCH", "/account/password", { password: secrets.password, oldPassword: secrets.secret }, asUser],
    ["DELETE", "/account/sessions/current", {}, asUser],
    ["PUT", "/account/mfa/challenges", { challengeId: secrets.userId, otp: secrets.secret }, asUser],
    ["POST", "/account/targets/push", { targetId: secrets.device, identifier: secrets.device }, asUser],
  ];

/** Everything that was logged, as text. */
const logged = () => log.mock.calls.map((call) => call.map(String).join(" "));

/** One line was logged: JSON that names the request, and nothing that came with it. */
function expectDiscreetLine({ headers }: Answer): void {
  const [line = "", ...others] = logged();
  expect(others).toEqual([]);
  const entry: unknown = JSON.parse(line);
  expect(entry).toMatchObject({ level: "error", requestId: headers.get("x-request-id") });
  expect(line).not.toMatch(/kuckuck|15112345678|5f4dcc3b/i);
  expect(line).not.toContain(env.API_KEY);
  expect(line).not.toContain(asUser.headers?.["x-appwrite-session"]);
  expect(line).not.toContain("\n");
  log.mockClear();
}

/** Short, so that no test waits. */
const bindings = { D1_DEADLINE_MS: "100" };

const unavailable = {
  message: expect.stringMatching(
    /^The database does not answer at the moment, .*|^The database did not answer in time\. /,
  ),
  code: 503,
  type: "general_service_unavailable",
  version: "1.9.6",
};

/** Asserts the answer of a stall, and that the log lines after it have no value of the request either. */
function expectStall(answer: Answer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 503, body: unavailable });
  expect(answer.body["message"]).toContain(`(request ${answer.headers.get("x-request-id")})`);
  expect(answer.headers.get("retry-after")).toMatch(/^[1-9]$/);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(logged().join("\n")).not.toMatch(/kuckuck|15112345678|5f4dcc3b/i);
  log.mockClear();
}

describe("A database that fails shows as a server error and nothing else", () => {
  const failures: readonly (readonly [name: string, between: Between])[] = [
    [
      "throws at once",
      () => {
        throw new Error("D1_ERROR: no such table: users: SQLITE_ERROR");
      },
    ],
    ["answers with no results", () => Promise.resolve([])],
    ["refuses the statement", (_, send) => send([env.DB.prepare("SELECT no_such_column FROM users")])],
  ];

  test.for(failures)("when it %s", async ([, between]) => {
    for (const [method, path, body, options] of telling) {
      const answer = await call(method, path, { body, ...options, fetch: serve(between) });
      expect({ method, path, status: answer.status, body: answer.body }).toEqual({
        method,
        path,
        status: 500,
        body: serverError,
      });
      expect(answer.type).toBe("application/json; charset=UTF-8");
      expectDiscreetLine(answer);
    }
  });
});

describe("A database that stalls shows as 503 and nothing else", () => {
  const stalls: readonly (readonly [name: string, between: Between])[] = [
    ["rejects", () => Promise.reject(new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long."))],
    [
      "is cut off after a while",
      async () => {
        await scheduler.wait(5);
        throw new Error("D1_ERROR: Network connection lost.");
      },
    ],
    [
      "does the work, and the answer is lost",
      async (statements, send) => {
        await send(preparedOf(statements));
        throw new Error("D1_ERROR: Network connection lost.");
      },
    ],
  ];

  test.for(stalls)("when it %s", async ([, between]) => {
    for (const [method, path, body, options] of telling) {
      expectStall(await call(method, path, { body, ...options, fetch: serve(between, { bindings }) }));
    }
  });

  test("when it fails while a key is looked up", async () => {
    expectStall(
      await call("GET", "/users/ada", {
        key: `standard_${"kuckuck".repeat(10)}`,
        fetch: serve(() => Promise.reject(new Error("D1_ERROR: Network connection lost.")), { bindings }),
      }),
    );
  });

  test("for all but the routes that do not need it", async () => {
    const fetch = serve(() => Promise.reject(new Error("D1_ERROR: Network connection lost.")), { bindings });
    for (const { path, status } of endpoints.filter(({ id }) => id.startsWith("health") || id === "ping")) {
      expect((await call("GET", path, { fetch })).status).toBe(status);
    }
  });
});

describe("A row that cannot be read", () => {
  test.for(["prefs", "labels", "hash_options"])(
    "is a server error, and the content of its %s is not logged",
    async (column) => {
      const userId = `odd-${column.replace("_", "-")}`;
      await call("POST", "/users", { body: { userId } });
      for (const value of ["kuckuck", '"kuckuck"', '{"kuckuck":["kuckuck"]']) {
        await env.DB.prepare(`UPDATE users SET ${column} = ? WHERE id = ?`).bind(value, userId).run();
        const answer = await call("GET", `/users/${userId}`, { fetch: serve(passOn) });
        expect(answer.status).toBe(500);
        expect(answer.body).toEqual(serverError);
        expectDiscreetLine(answer);
      }
    },
  );
});

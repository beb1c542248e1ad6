/**
 * What a broken database leaves behind, shows and logs: nothing, nothing, and no value of the request (design.md 2,
 * promises 3 and 6).
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { endpoints } from "../src/app.ts";
import type { Endpoint } from "../src/http/endpoint.ts";
import { type Answer, call } from "./harness/client.ts";
import { dump } from "./harness/database.ts";
import { type Between, preparedOf, serve } from "./harness/recorder.ts";
import { newUser, prepare, requestOf, writes } from "./harness/requests.ts";

let log: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const serverError = { message: "Server Error", code: 500, type: "general_unknown", version: "1.9.6" };

/** Sends an endpoint its valid request, with somebody between the Worker and its database. */
function ask(endpoint: Endpoint, subject: string, between: Between): Promise<Answer> {
  const { method, path, body } = requestOf(endpoint, subject);
  return call(method, path, { body, fetch: serve(between) });
}

const passOn: Between = (statements, send) => send(preparedOf(statements));

/** Breaks the primary key of a table of one row. */
const breakTotals = "INSERT INTO user_totals VALUES (1, 0, 0, 0, 0, 0)";

/** A batch with one statement more, before the one at `position`; reads of a single statement pass. */
function breakAt(position: number, sql: string, seen: (length: number) => void = () => undefined): Between {
  return (statements, send) => {
    const prepared = preparedOf(statements);
    if (prepared.length === 1 && position > 0) return send(prepared);
    seen(prepared.length);
    return send(prepared.toSpliced(position, 0, env.DB.prepare(sql)));
  };
}

describe("A batch of which one statement fails leaves nothing of the others", () => {
  // An ephemeral key is signed, not stored: its row in the log is all there is to fail.
  const batches = writes.filter(({ id }) => id !== "projectCreateEphemeralKey");
  test.for(batches.map((endpoint, i) => ({ id: endpoint.id, endpoint, subject: `ada${i + 10}` })))(
    "$id, whichever statement it is, the last included",
    async ({ endpoint, subject }) => {
      await prepare(endpoint, subject);
      const before = await dump();
      let length = 1;
      for (let position = 0; position <= length; position++) {
        const between = breakAt(position, breakTotals, (statements) => (length = statements));
        const { status, body } = await ask(endpoint, subject, between);
        expect({ position, status, body }).toEqual({ position, status: 500, body: serverError });
        expect(await dump()).toEqual(before);
      }
      // The change and its row in the log, at the least.
      expect(length).toBeGreaterThanOrEqual(2);
      expect(log).toHaveBeenCalledTimes(length + 1);

      // It was the fault that failed: without it, the same request succeeds and does change something.
      expect((await ask(endpoint, subject, passOn)).status).toBe(endpoint.status);
      expect(await dump()).not.toEqual(before);
    },
  );

  test("A unique index that is broken in the last statement is a conflict, and takes all with it as well", async () => {
    for (const userId of ["ann", "bob"]) await call("POST", "/users", { body: newUser(userId) });
    const before = await dump();
    const breakEmail = "UPDATE users SET email = 'ann@mail.example' WHERE id = 'bob'";
    const answer = await call("PATCH", "/users/bob/email", {
      body: { email: "robert@mail.example" },
      fetch: serve((statements, send) => send([...preparedOf(statements), env.DB.prepare(breakEmail)])),
    });
    expect(answer.status).toBe(409);
    expect(answer.body["type"]).toBe("user_email_already_exists");
    expect(await dump()).toEqual(before);
    expect(log).not.toHaveBeenCalled();
  });
});

/** Values that a request carries, each of which would give somebody away. */
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
};

/** Requests that carry them, to every kind of operation. */
const telling: readonly (readonly [method: string, path: string, body?: object])[] = [
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
  ["GET", `/project/keys?queries[]=${JSON.stringify({ method: "equal", attribute: "name", values: [secrets.name] })}`],
  ["GET", `/project/keys/${secrets.keyId}`],
  ["PUT", `/project/keys/${secrets.keyId}`, { name: secrets.name, scopes: [] }],
  ["DELETE", `/project/keys/${secrets.keyId}`],
  ["GET", "/project"],
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
  expect(line).not.toContain("\n");
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
    ["rejects", () => Promise.reject(new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long."))],
    [
      "is cut off after a while",
      async () => {
        await scheduler.wait(30);
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
    ["answers with no results", () => Promise.resolve([])],
    ["refuses the statement", (_, send) => send([env.DB.prepare("SELECT no_such_column FROM users")])],
  ];

  test.for(failures)("when it %s", async ([, between]) => {
    for (const [method, path, body] of telling) {
      const answer = await call(method, path, { body, fetch: serve(between) });
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

  test("when it fails while a key is looked up", async () => {
    const answer = await call("GET", "/users/ada", {
      key: `standard_${"kuckuck".repeat(10)}`,
      fetch: serve(() => Promise.reject(new Error("D1_ERROR: Network connection lost."))),
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual(serverError);
    expectDiscreetLine(answer);
  });

  test("for all but the routes that do not need it", async () => {
    const fetch = serve(() => Promise.reject(new Error("D1_ERROR: Network connection lost.")));
    for (const { path, status } of endpoints.filter(({ id }) => id.startsWith("health") || id === "ping")) {
      expect((await call("GET", path, { fetch })).status).toBe(status);
    }
  });
});

describe("A row that cannot be read", () => {
  test.for(["prefs", "labels", "hash_options"])(
    "is a server error, and what its %s held is not logged",
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

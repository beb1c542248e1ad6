/**
 * What each endpoint costs in statements, round trips, rows and KV operations (design.md 2, promise 5). The figures are
 * exact: whoever changes one says so here. Fixture: users with an email, a phone, a name of two words, a target for each
 * contact, no labels; and beside them 1,000 others, so that a scan of any table shows.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { Endpoint } from "../src/http/endpoint.ts";
import { call } from "./harness/client.ts";
import { createKey } from "./harness/keys.ts";
import { type Cost, record, type Recorder } from "./harness/recorder.ts";
import { creates, newUser, requestOf } from "./harness/requests.ts";

interface Budget {
  /** Statements of each round trip. */
  readonly statements: readonly number[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

const free: Budget = { statements: [], rowsRead: 0, rowsWritten: 0 };

/** A creation without a phone. */
const imported: Budget = { statements: [6], rowsRead: 38, rowsWritten: 29 };

/** A change of one of the booleans that are counted. */
const boolean: Budget = { statements: [6], rowsRead: 19, rowsWritten: 8 };

/** By endpoint id. An endpoint that is not here fails. */
const budgets: Readonly<Record<string, Budget>> = {
  ping: free,
  healthGet: free,
  healthGetVersion: free,
  usersCreate: { statements: [7], rowsRead: 46, rowsWritten: 35 },
  usersCreateArgon2User: imported,
  usersCreateBcryptUser: imported,
  usersCreateMD5User: imported,
  usersCreatePHPassUser: imported,
  usersCreateScryptUser: imported,
  usersCreateScryptModifiedUser: imported,
  usersCreateSHAUser: imported,
  usersList: { statements: [2], rowsRead: 76, rowsWritten: 0 },
  usersGet: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersDelete: { statements: [5], rowsRead: 62, rowsWritten: 14 },
  usersUpdateStatus: boolean,
  usersUpdateLabels: { statements: [9], rowsRead: 45, rowsWritten: 12 },
  usersUpdateName: { statements: [7], rowsRead: 40, rowsWritten: 11 },
  usersUpdatePassword: { statements: [1, 4], rowsRead: 16, rowsWritten: 6 },
  usersUpdateEmail: { statements: [10], rowsRead: 56, rowsWritten: 18 },
  usersUpdatePhone: { statements: [10], rowsRead: 48, rowsWritten: 14 },
  usersUpdateEmailVerification: boolean,
  usersUpdatePhoneVerification: boolean,
  usersGetPrefs: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersUpdatePrefs: { statements: [4], rowsRead: 13, rowsWritten: 5 },
  usersUpdateImpersonator: boolean,
};

/** 1,000 users whose every row lies in the same tables as the fixture's. */
async function addBystanders(): Promise<void> {
  const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)";
  await env.DB.batch(
    [
      `INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, phone,
         phone_verification, hash, hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
       ${numbers} SELECT 'by' || i, i, i, 'By ' || i, 'by ' || i, 'by' || i || '@mail.example', 0, '+1' || (2000000000 + i),
         0, 'argon2', '{}', 1, '["by"]', 0, '{}', 0, '{"I":["by' || i || '"]}', '' FROM n`,
      `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
       SELECT id, 0, 0, seq, 'email', email, 0 FROM users`,
      "INSERT INTO search_words SELECT 'user', id, seq FROM users",
      "INSERT INTO user_labels SELECT 'by', seq FROM users",
      `INSERT INTO identities (id, created_at, updated_at, user_seq, provider, provider_uid, provider_email)
       SELECT id, 0, 0, seq, 'oauth', id, id || '@id.example' FROM users`,
      `INSERT INTO logs (created_at, user_seq, resource, event, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
       SELECT 0, seq, 'user/' || id, 'user.create', 'key', '', '', '', '', '' FROM users`,
      "UPDATE user_totals SET users = 1000, status = 1000",
    ].map((sql) => env.DB.prepare(sql)),
  );
}

beforeAll(addBystanders);

const recorder = record();

const toBudget = ({ roundTrips, rowsRead, rowsWritten }: Cost): Budget => ({
  statements: roundTrips.map(({ length }) => length),
  rowsRead,
  rowsWritten,
});

/** Asks an endpoint for something that succeeds. @returns what it cost */
async function costOf(endpoint: Endpoint, userId: string, { fetch, take }: Recorder, key?: string): Promise<Cost> {
  if (!creates(endpoint)) await call("POST", "/users", { body: newUser(userId) });
  const { method, path, body } = requestOf(endpoint, userId);
  const answer = await call(method, path, { body, fetch, ...(key !== undefined && { key }) });
  expect(answer.status).toBe(endpoint.status);
  return take();
}

describe("Each endpoint costs its budget and not a row more", () => {
  test.for(endpoints.map((endpoint, i) => ({ endpoint, id: endpoint.id, userId: `ada${i + 10}` })))(
    "$id",
    async ({ endpoint, id, userId }) => {
      const cost = await costOf(endpoint, userId, recorder);
      expect(toBudget(cost)).toEqual(budgets[id]);
      expect(cost.kv).toEqual([]);
    },
  );

  test("No budget is kept for an endpoint that is gone", () => {
    expect(Object.keys(budgets).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
  });
});

describe("The budgets keep to the promised form", () => {
  const statementsOf = (select: (endpoint: Endpoint) => boolean) =>
    endpoints.filter(select).map(({ id }) => budgets[id]?.statements ?? []);

  test("A creation and a deletion are one batch", () => {
    const budgets = statementsOf(({ method }) => method === "POST" || method === "DELETE");
    expect(budgets).toHaveLength(9);
    for (const statements of budgets) expect(statements).toHaveLength(1);
  });

  test("An update is one batch, and at most one statement that reads before it", () => {
    const budgets = statementsOf(({ method }) => method === "PATCH" || method === "PUT");
    expect(budgets).toHaveLength(10);
    for (const statements of budgets) {
      expect(statements.length).toBeGreaterThanOrEqual(1);
      expect(statements.length).toBeLessThanOrEqual(2);
      expect(statements.slice(0, -1)).toEqual(statements.length === 2 ? [1] : []);
    }
  });

  test("A user is read with one statement", () => {
    expect(statementsOf(({ method, path }) => method === "GET" && path.includes("{userId}"))).toEqual([[1], [1]]);
  });
});

describe("A list is one batch of at most three statements, whatever is asked of it", () => {
  const query = (method: string, attribute?: string, ...values: readonly unknown[]) =>
    JSON.stringify({ method, attribute, values });
  const named = Array.from({ length: 101 }, (_, i) => `By ${i}`);

  test.for([
    { name: "filters", queries: [query("equal", "status", true), query("startsWith", "name", "By 1")] },
    { name: "a filter on labels", queries: [query("contains", "labels", "by")] },
    { name: "101 values", queries: [query("equal", "name", ...named)] },
    {
      name: "nested conditions",
      queries: [
        JSON.stringify({
          method: "or",
          values: [
            { method: "isNull", attribute: "email" },
            {
              method: "and",
              values: [
                { method: "equal", attribute: "name", values: ["By 5"] },
                { method: "isNotNull", attribute: "phone" },
              ],
            },
          ],
        }),
      ],
    },
    { name: "an order", queries: [query("orderDesc", "name")] },
    { name: "two orders", queries: [query("orderDesc", "status"), query("orderAsc", "name")] },
    { name: "an order by chance", queries: [query("orderRandom")] },
    { name: "a limit and an offset", queries: [query("limit", "", 5), query("offset", "", 50)] },
    { name: "a cursor forwards", queries: [query("cursorAfter", "", "by500")] },
    { name: "a cursor backwards", queries: [query("cursorBefore", "", "by500"), query("orderAsc", "name")] },
    { name: "a cursor over nulls", queries: [query("cursorAfter", "", "by500"), query("orderDesc", "phone")] },
    { name: "a search", queries: [], search: "by7" },
    { name: "a search with filters and a cursor", queries: [query("cursorAfter", "", "by5")], search: "by7" },
  ])("with $name", async ({ queries, search }) => {
    for (const total of ["true", "false"]) {
      const fields = queries.map((text, i): [string, string] => [`queries[${i}]`, text]);
      const parameters = new URLSearchParams([...fields, ["total", total], ...(search ? [["search", search]] : [])]);
      const { status } = await call("GET", `/users?${parameters.toString()}`, { fetch: recorder.fetch });
      expect(status).toBe(200);
      const cost = recorder.take();
      expect(cost.roundTrips).toHaveLength(1);
      expect(cost.roundTrips[0]?.length).toBeLessThanOrEqual(3);
      expect(cost.rowsWritten).toBe(0);
      expect(cost.kv).toEqual([]);
    }
  });
});

describe("What a refusal costs", () => {
  test("An invalid parameter, a missing key and an unknown route cost nothing at all", async () => {
    const { fetch, take } = recorder;
    const answers = [
      await call("POST", "/users", { fetch, body: { userId: "_" } }),
      await call("GET", "/users", { fetch, key: null }),
      await call("GET", "/nowhere", { fetch }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 404]);
    expect(take()).toEqual({ roundTrips: [], rowsRead: 0, rowsWritten: 0, kv: [] });
  });

  test("A change of a user who is not there writes nothing", async () => {
    for (const endpoint of endpoints.filter(({ path }) => path.includes("{userId}"))) {
      const { method, path, body } = requestOf(endpoint, "nobody");
      expect((await call(method, path, { body, fetch: recorder.fetch })).status).toBe(404);
      const { roundTrips, rowsWritten } = recorder.take();
      expect({ id: endpoint.id, roundTrips: roundTrips.length, rowsWritten }).toEqual({
        id: endpoint.id,
        roundTrips: 1,
        rowsWritten: 0,
      });
    }
  });
});

test("A key that is a row costs one more statement and one more row read", async () => {
  const key = await createKey({ scopes: ["users.read"] });
  const get = endpoints.find(({ id }) => id === "usersGet");
  if (get === undefined) throw new Error("usersGet is not served.");
  const cost = toBudget(await costOf(get, "ada99", recorder, key));
  expect(cost).toEqual({ statements: [1, 1], rowsRead: Number(budgets["usersGet"]?.rowsRead) + 1, rowsWritten: 0 });
});

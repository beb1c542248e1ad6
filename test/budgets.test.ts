/**
 * The cost of each endpoint in statements, round trips, rows and KV operations
 * (docs/decisions/0011-promises.md#known-costs). The figures are exact, and stand in the cases of the operations.
 * Fixture: users with an email, a phone, a name of two words, a target for each contact, no labels, one session, and
 * one token, device, app, challenge or set of recovery codes where the case needs it; keys with one scope; providers
 * with all their credentials; teams with at most three members; and beside them 1,000 users with all of these, each in
 * a team of their own, 100 keys, 100 providers, four of OAuth2, and 100 messages, so that a scan of any table shows.
 */
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Endpoint } from "../src/http/endpoint.ts";
import { bearing, beginSession, createJwt, guest, withJwt } from "./harness/account.ts";
import type { Budget } from "./harness/cases/case.ts";
import { caseOf, operations } from "./harness/cases/index.ts";
import { nothing } from "./harness/cases/scene.ts";
import { password } from "./harness/cases/values.ts";
import { answersWith, call, type CallOptions } from "./harness/client.ts";
import { createKey } from "./harness/keys.ts";
import { type Cost, record, type Recorder } from "./harness/recorder.ts";
import { ask, prepare, senderOf, writes } from "./harness/requests.ts";

/** 1,000 users, 100 keys, 100 providers and 100 messages, whose rows lie in the same tables as the fixture's. */
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
      `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid, provider_email)
       SELECT id, 0, 0, seq, id, 'oauth', id, id || '@id.example' FROM users`,
      `INSERT INTO logs (created_at, user_seq, resource, event, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
       SELECT 0, seq, 'user/' || id, 'user.create', 'key', '', '', '', '', '' FROM users`,
      `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
       SELECT id, 0, 0, seq, 'digest of ' || id, 'server', '', 9e15, '["server"]' FROM users`,
      `INSERT INTO tokens (id, created_at, user_seq, asked_id, type, digest, expire, tries)
       SELECT id, 0, seq, id, 'generic', 'digest of ' || id, 9e15, 0 FROM users`,
      "INSERT INTO rate_limits (bucket, count, expire) SELECT 'bucket of ' || id, 1, 9e15 FROM users",
      `INSERT INTO tallies ${numbers}, u(unit, length) AS (VALUES ('hour', 3600000), ('day', 86400000), ('ever', 9e15)),
         e(event) AS (VALUES ('users.*.create'), ('users.*.sessions.*.create'), ('users.*.sessions.fail'), ('teams.*.create'))
       SELECT unit, event, (unixepoch() * 1000 / length - i + 1) * length, 5 FROM n, u, e WHERE unit <> 'ever' OR i = 1`,
      "UPDATE user_totals SET users = 1000, status = 1000, teams = 1000, identities = 1000",
      `INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks)
       ${numbers} SELECT 'by' || i, i, i, 'By ' || i, 'digest ' || i, '["users.read"]', '[]' FROM n WHERE i <= 100`,
      `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
       ${numbers} SELECT 'by' || i, i, i, 'By ' || i, 'by ' || i, 'sendgrid', 'email', 1, '', '{}', '["by' || i || '"]' FROM n
       WHERE i <= 100`,
      "INSERT INTO search_words SELECT 'provider', id, seq FROM providers",
      `INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words)
       SELECT id, created_at, created_at, name, name_folded, 1, '{}', words FROM users`,
      `INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, joined, confirm, words, write_id)
       SELECT users.id, 0, 0, teams.seq, users.seq, '["owner"]', 0, 0, 1, users.words, '' FROM users, teams
       WHERE teams.seq = users.seq`,
      "INSERT INTO search_words SELECT 'team', id, seq FROM teams",
      `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, tries, deadline, expire)
       SELECT id, 0, 0, seq, 'email', 'recovery', 'sent', 1, 0, 9e15 FROM users WHERE seq <= 100`,
      `INSERT INTO authenticators (id, created_at, updated_at, user_seq, type, secret, verified, last_step)
       SELECT id, 0, 0, seq, 'totp', '', 1, 0 FROM users`,
      "INSERT INTO recovery_codes (id, user_seq, code) SELECT id, seq, '' FROM users",
      `INSERT INTO challenges (id, created_at, user_seq, factor, expire, tries)
       SELECT id, 0, seq, 'totp', 9e15, 0 FROM users`,
      `INSERT INTO oauth2_providers (id, updated_at, enabled, settings, secrets)
       SELECT id, 0, 1, '{}', '' FROM keys WHERE seq <= 4`,
    ].map((sql) => env.DB.prepare(sql)),
  );
}

beforeAll(addBystanders);
// Lists of keys, providers and messages read every row, so rows of earlier tests must not count.
beforeEach(async () => {
  for (const table of ["keys", "providers", "messages", "oauth2_providers"])
    await env.DB.exec(`DELETE FROM ${table} WHERE id NOT GLOB 'by*'`);
  // The policy's case shortens sessions: KV drops the body of a short session by itself.
  await env.DB.exec("UPDATE settings SET session_duration = 31536000");
});

const recorder = record();

const toBudget = ({ kv, roundTrips, rowsRead, rowsWritten }: Cost): Budget => ({
  statements: roundTrips.map(({ length }) => length),
  rowsRead,
  rowsWritten,
  ...(kv.length > 0 && { kv }),
});

/** The budget of an endpoint, with all round trips in one list: the recorder does not tell which ones the answer waited for. */
function budgetOf(endpoint: Pick<Endpoint, "id">): Budget {
  const { afterwards = [], statements, ...budget } = caseOf(endpoint).budget;
  return { ...budget, statements: [...statements, ...afterwards] };
}

/** Sends an endpoint a request that succeeds. @returns its cost */
async function costOf(
  endpoint: Endpoint,
  subject: string,
  { fetch, take }: Recorder,
  options: CallOptions = {},
): Promise<Cost> {
  const scene = await prepare(endpoint, subject);
  const answer = await ask(endpoint, scene, { fetch, ...options });
  expect(answer.status).toBe(endpoint.status);
  return take();
}

describe("Each endpoint costs its budget and not a row more", () => {
  test.for(operations.map((endpoint, i) => ({ endpoint, id: endpoint.id, subject: `ada${i + 10}` })))(
    "$id",
    async ({ endpoint, subject }) => {
      const cost = await costOf(endpoint, subject, recorder);
      expect(toBudget(cost)).toEqual(budgetOf(endpoint));
    },
  );
});

/** The endpoint of an id. */
function served(id: string): Endpoint {
  const endpoint = operations.find((each) => each.id === id);
  if (endpoint === undefined) throw new Error(`${id} is not served.`);
  return endpoint;
}

/** Whether a limit applies to the sender of the valid request: limits on a user, or on stored size, do not apply to keys. */
const isLimited = (endpoint: Endpoint): boolean =>
  endpoint.guesses !== undefined ||
  (endpoint.limits ?? []).some(
    ({ by, limitsKeys, size }) =>
      senderOf(endpoint) !== "key" || limitsKeys === true || (size === undefined && !by.includes("caller")),
  );

/** Statements of each round trip of an endpoint, without the caller lookup, the attempt count and the work after its answer. */
function ownStatements(endpoint: Endpoint): readonly number[] {
  const before = (senderOf(endpoint) === "user" ? 1 : 0) + (isLimited(endpoint) ? 1 : 0);
  const { statements } = caseOf(endpoint).budget;
  // The attempt count may share a batch with the first write.
  return statements.slice(Math.min(before, statements.length - 1));
}

describe("The budgets keep to the promised form", () => {
  /** The operations that the log records: their budgets have the log's writes. */
  const logged = operations.filter((endpoint) => caseOf(endpoint).event !== null);
  const idsOf = (some: readonly Endpoint[]) => some.map(({ id }) => id);

  /** Holds a password to the policies, which are read before. */
  const setsPassword = "usersCreate";

  test("Creations and deletions are one batch, apart from the attempt count and the caller lookup", () => {
    const changes = writes.filter(({ method }) => /^(?:POST|DELETE)$/.test(method));
    expect(idsOf(changes)).toEqual(idsOf(logged.filter(({ method }) => /^(?:POST|DELETE)$/.test(method))));
    for (const endpoint of changes) {
      expect({ id: endpoint.id, roundTrips: ownStatements(endpoint).length }).toEqual({
        id: endpoint.id,
        roundTrips: endpoint.id === setsPassword ? 2 : 1,
      });
    }
    expect(ownStatements(served(setsPassword))).toEqual([1, expect.any(Number)]);
  });

  test("The write after an answer is one statement", () => {
    const noted = operations.flatMap((endpoint) => {
      const { afterwards } = caseOf(endpoint).budget;
      return afterwards === undefined ? [] : [{ id: endpoint.id, afterwards }];
    });
    expect(noted.length).toBeGreaterThan(0);
    expect(noted).toEqual(noted.map(({ id }) => ({ id, afterwards: [1] })));
  });

  test("An update is one batch, with at most one read batch before it", () => {
    const updates = operations.filter(({ method }) => /^(?:PATCH|PUT)$/.test(method));
    expect(idsOf(updates)).toEqual(idsOf(logged.filter(({ method }) => /^(?:PATCH|PUT)$/.test(method))));
    for (const statements of updates.map(ownStatements)) {
      expect(statements.length).toBeGreaterThanOrEqual(1);
      expect(statements.length).toBeLessThanOrEqual(2);
    }
  });

  test("A user, a key and the project are each read with one statement", () => {
    const reads = ["usersGet", "usersGetPrefs", "projectGetKey", "projectGet"];
    expect(reads.map((id) => ownStatements(served(id)))).toEqual([[1], [1], [1], [1]]);
  });

  test("A session is authenticated by one statement before anything else, without KV", () => {
    for (const { id } of operations.filter((endpoint) => senderOf(endpoint) === "user")) {
      expect({ id, first: caseOf({ id }).budget.statements[0] }).toEqual({ id, first: 1 });
    }
    for (const id of ["accountGet", "accountGetPrefs"]) {
      expect(budgetOf({ id })).toEqual({ statements: [1], rowsRead: expect.any(Number), rowsWritten: 0 });
    }
  });

  test("A sign-in is two batches and a write to KV", () => {
    expect(budgetOf({ id: "accountCreateEmailPasswordSession" })).toMatchObject({
      statements: [expect.any(Number), expect.any(Number)],
      kv: ["put"],
    });
  });
});

describe("The lookup of the caller", () => {
  const get = served("accountGet");

  test("costs as much by JWT, bound to a session or not, as by session", async () => {
    const scene = await prepare(get, "ada201");
    const [bound, unbound] = [await createJwt("ada201", scene.session.id), await createJwt("ada201", "none")];
    const statements = [];
    for (const options of [bearing(scene.session.secret), withJwt(bound), withJwt(unbound)]) {
      const answer = await call("GET", "/account", { ...options, fetch: recorder.fetch });
      expect(answer.status).toBe(200);
      const { kv, roundTrips, rowsRead } = recorder.take();
      expect(kv).toEqual([]);
      expect(rowsRead).toBeLessThanOrEqual(budgetOf(get).rowsRead);
      statements.push(roundTrips.map(({ length }) => length));
    }
    expect(statements).toEqual([[1], [1], [1]]);
  });

  test("costs nothing for a malformed session or a JWT that this project did not sign", async () => {
    const { fetch, take } = recorder;
    expect((await call("GET", "/account", { ...bearing("nonsense"), fetch })).status).toBe(401);
    expect((await call("GET", "/account", { ...withJwt("e30.e30.e30"), fetch })).status).toBe(401);
    expect(take()).toEqual({ roundTrips: [], rowsRead: 0, rowsWritten: 0, kv: [] });
  });

  test("updates accessedAt once a day, in a statement after the answer", async () => {
    await call("POST", "/users", { body: { userId: "ada202" } });
    const { secret } = await beginSession("ada202");
    const ofRequest = async () => {
      expect((await call("GET", "/account", { ...bearing(secret), fetch: recorder.fetch })).status).toBe(200);
      const { roundTrips, rowsWritten } = recorder.take();
      return { statements: roundTrips.map(({ length }) => length), rowsWritten };
    };
    expect(await ofRequest()).toEqual({ statements: [1, 1], rowsWritten: 3 });
    expect(await ofRequest()).toEqual({ statements: [1], rowsWritten: 0 });
  });
});

describe("A sign-in", () => {
  test("does not wait for KV", async () => {
    const { promise: patience, resolve: release } = Promise.withResolvers<undefined>();
    const puts: string[] = [];
    const KV = new Proxy(env.KV, {
      get: (kv, name) => (name === "put" ? (key: string) => (puts.push(key), patience) : Reflect.get(kv, name)),
    });
    await prepare(served("accountCreateEmailPasswordSession"), "ada203");
    const body = { email: "ada203@mail.example", password };
    const answer = await call("POST", "/account/sessions/email", { ...guest(), body, fetch: answersWith({ KV }) });
    expect(answer.status).toBe(201);
    expect(puts).toEqual([`session/${String(answer.body["$id"])}`]);
    release(undefined);
  });

  test("costs the same for every error, and writes only the attempt and, afterwards, its note", async () => {
    await prepare(served("accountCreateEmailPasswordSession"), "ada204");
    await call("POST", "/users", { body: { userId: "ada205", email: "ada205@mail.example" } });
    for (const email of ["ada204@mail.example", "ada205@mail.example", "nobody@mail.example"]) {
      const body = { email, password: `not ${password}` };
      const { fetch } = recorder;
      expect((await call("POST", "/account/sessions/email", { ...guest(), body, fetch })).status).toBe(401);
      const { kv, roundTrips, rowsWritten } = recorder.take();
      expect({ kv, trips: roundTrips.map(({ length }) => length) }).toEqual({ kv: [], trips: [5, 4] });
      // Two before the answer; after it the log row, the tallies and, for an unknown account, the count of such rows.
      expect(rowsWritten).toBe(email.startsWith("nobody") ? 10 : 9);
    }
  });
});

describe("Every list is one batch of at most three statements", () => {
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

/** How many of an endpoint's limits count its valid request. */
const countedOf = (endpoint: Endpoint): number =>
  (endpoint.limits ?? []).filter(({ limitsKeys }) => limitsKeys === true || senderOf(endpoint) !== "key").length +
  (endpoint.guesses === undefined ? 0 : 1);

/** Paths of rows that may be absent. */
const isAboutOne = /\{(?:user|key|team)Id\}|^\/messaging\/.*\{providerId\}|^\/users\/identities\//;

describe("The cost of a refusal", () => {
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

  test("A change of a missing user, key, provider, team or identity writes nothing except the attempt count", async () => {
    for (const endpoint of operations.filter(({ path }) => isAboutOne.test(path))) {
      expect((await ask(endpoint, nothing, { fetch: recorder.fetch })).status).toBe(404);
      const { roundTrips, rowsWritten } = recorder.take();
      expect({ id: endpoint.id, roundTrips: roundTrips.length, rowsWritten }).toEqual({
        id: endpoint.id,
        roundTrips: 1,
        rowsWritten: countedOf(endpoint),
      });
    }
  });
});

describe("A stored key", () => {
  const { rowsRead } = budgetOf({ id: "usersGet" });
  const getUser = async (userId: string, key: string): Promise<Budget> =>
    toBudget(await costOf(served("usersGet"), userId, recorder, { key }));

  test("costs one more statement and one more row read, once in five seconds", async () => {
    const key = await createKey({ scopes: ["users.read"] });
    expect(await getUser("ada206", key)).toEqual({ statements: [1, 1], rowsRead: rowsRead + 1, rowsWritten: 0 });
    expect(await getUser("ada207", key)).toEqual({ statements: [1], rowsRead, rowsWritten: 0 });
  });

  test("costs one more statement, after the answer, when its use is recorded once a day", async () => {
    const key = await createKey({ scopes: ["users.read"], accessedAt: null });
    expect(await getUser("ada208", key)).toEqual({ statements: [1, 1, 1], rowsRead: rowsRead + 2, rowsWritten: 1 });
    expect(await getUser("ada209", key)).toEqual({ statements: [1], rowsRead, rowsWritten: 0 });
  });
});

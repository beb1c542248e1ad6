/**
 * Hostile requests: none may cause a server error, and a refused one may not change a row. `VITE_HOSTILE_SEED=<seed> npx
 * vitest run test/deep/hostile.test.ts` repeats a run, with `--mode deep` a deep one.
 */
/// <reference types="vite/types/importMeta.d.ts" />
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identitiesResource } from "../../src/domain/identities/resource.ts";
import { keysResource } from "../../src/domain/keys/index.ts";
import { everything } from "../../src/domain/memberships/columns.ts";
import { resourceOf as membershipsResourceOf } from "../../src/domain/memberships/resource.ts";
import { messagesResource } from "../../src/domain/messages/index.ts";
import { providersResource } from "../../src/domain/providers/index.ts";
import { targetsResource } from "../../src/domain/targets/resource.ts";
import { teamsResource } from "../../src/domain/teams/resource.ts";
import { usersResource } from "../../src/domain/users/index.ts";
import { catalogue } from "../../src/errors/catalogue.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { beginSession, createToken, succeed } from "../harness/account.ts";
import { operations } from "../harness/cases/index.ts";
import {
  createApp,
  createCodes,
  createDevice,
  createProvider,
  meetChallenge,
  setChallenge,
} from "../harness/cases/needs.ts";
import { nothing, type Scene } from "../harness/cases/scene.ts";
import { newKey, newUser, password } from "../harness/cases/values.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { dump, dumpOfDeeds, type Row, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { keepMessage } from "../harness/messages.ts";
import { kindCase } from "../harness/provider-kinds.ts";
import { record } from "../harness/recorder.ts";
import { requestOf, senderOf } from "../harness/requests.ts";
import { scope } from "../harness/scope.ts";
import { hostileBody } from "../hostile/bodies.ts";
import { hostileCaller, hostileEdge } from "../hostile/edge.ts";
import { hostileList } from "../hostile/lists.ts";

/** The number of cases of a property with this share of all cases. */
const share = (part: number): number => Math.ceil(part * scope.fuzzCases);

/** The number of cases of each property. Bodies get fewer: an accepted one costs a batch, or a password hash. */
const runs = {
  users: share(0.33),
  keys: share(0.07),
  targets: share(0.045),
  providers: share(0.045),
  messages: share(0.045),
  identities: share(0.045),
  teams: share(0.045),
  memberships: share(0.045),
  bodies: share(0.145),
  edge: share(0.145),
  callers: share(0.05),
} as const;

/** The timeout in milliseconds, many times the duration of a property. */
const timeout = 60_000 + 100 * scope.fuzzCases;

const seed = Number(import.meta.env["VITE_HOSTILE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

let cases = 0;

/** The users, keys, providers and teams of the requests, and one of each that no request names. */
const victims = ["victim", "victim2", "Victim.3"];
const bystander = "bystander";

/** Without limits, which would refuse most requests before they could do harm, and would add counts. */
const recorder = record({ RATE_LIMITS: "off" });

/** The victims of the requests: a victim's session is valid until a request ends it. */
const scenes = new Map<string, Scene>();
/** The states of the victims when they were revived. */
const states = new Map<string, string>();

/** Restores the settings, with the custom factor enabled. */
async function restoreSettings(): Promise<void> {
  await rows("DELETE FROM settings");
  await rows("INSERT INTO settings (id, created_at, updated_at, mfa_custom) VALUES (1, 0, 0, 1)");
}

/** Recreates a user. A valid request may have given the old user's addresses to another user, who is deleted then. */
async function recreate(id: string): Promise<void> {
  const user = newUser(id);
  const takers = await rows(
    `SELECT id FROM users WHERE ?1 IN (email, phone) OR ?2 IN (email, phone)
       OR seq IN (SELECT user_seq FROM targets WHERE identifier IN (?1, ?2))`,
    user.email,
    user.phone,
  );
  for (const taker of takers) await succeed(call("DELETE", `/users/${String(taker["id"])}`), 204);
  await succeed(call("POST", "/users", { body: { ...user, password } }), 201);
}

/** Recreates everything with an id if it is gone, and unblocks the user. */
async function revive(id: string): Promise<void> {
  const isThere = (await rows("SELECT 1 FROM users WHERE id = ?", id)).length > 0;
  if (!isThere) await recreate(id);
  // A victim is revived more often than the limits of an hour allow.
  await rows("DELETE FROM rate_limits");
  await call("POST", "/project/keys", { body: newKey(id) });
  await createProvider(kindCase("smtp"), id);
  await call("PATCH", `/users/${id}/status`, { body: { status: true } });
  // Otherwise the first request of the day would update accessed_at.
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), id);
  const session = await beginSession(id);
  await meetChallenge(session.id);
  await createCodes(id);
  await call("DELETE", `/users/${id}/mfa/authenticators/totp`);
  const otp = await createApp(session.secret);
  const challenge = await setChallenge(id, session.secret);
  await call("DELETE", `/users/${id}/targets/${id}-device`);
  await call("DELETE", `/users/identities/${id}-identity`);
  const [target, identity] = [await createDevice(id), await makeIdentity(id, { id: `${id}-identity` })];
  const [token, membership] = [await createToken(id), await join(id)];
  const scene = { id, session, token, target, identity, otp, challenge, membership, flow: nothing.flow };
  scenes.set(id, scene);
  states.set(id, await stateOf(scene));
}

/** The rows of a victim that a request could end, block, use up or verify, as text. */
async function stateOf({ challenge, id, identity, membership, session, target }: Scene): Promise<string> {
  const isThere = (table: string) => `(SELECT count(*) FROM ${table} WHERE id = ?)`;
  const named = { sessions: session.id, targets: target, identities: identity, challenges: challenge.id };
  const others = { memberships: membership.id, keys: id, providers: id, teams: id };
  const parts = Object.entries({ ...named, ...others });
  const state = await rows(
    `SELECT status, password, (SELECT count(*) FROM tokens WHERE user_seq = users.seq),
       (SELECT verified FROM authenticators WHERE user_seq = users.seq), ${parts.map(([table]) => isThere(table)).join(", ")} FROM users WHERE id = ?`,
    ...parts.map(([, id]) => id),
    id,
  );
  return JSON.stringify(state);
}

/** Makes the user of an id a member of the team with the same id, which is created if it is gone. */
async function join(id: string): Promise<Scene["membership"]> {
  await call("POST", "/teams", { body: { teamId: id, name: "Night watch" } });
  await call("POST", `/teams/${id}/memberships`, { body: { userId: id } });
  const [row] = await rows(
    "SELECT memberships.id FROM memberships, users WHERE user_seq = users.seq AND users.id = ?",
    id,
  );
  return { id: String(row?.["id"]), userId: id, secret: "nothing" };
}

const sceneOf = (id: string) => (): Scene => scenes.get(id) ?? { ...nothing, id };

beforeAll(async () => {
  await restoreSettings();
  for (const id of [...victims, bystander]) await revive(id);
  for (const id of victims) await keepMessage(id, { userId: id });
});

afterAll(() => {
  // The only line that this file may print: without the seed, a failure could not be repeated.
  console.error(`hostile: seed ${seed}, ${cases} cases`);
});

/** The writes of each refused request are counted; from time to time all rows are compared as well. */
const lookEvery = 50;

/** Errors that the project's configuration causes, rather than a fault of the code. */
const unavailable: ReadonlySet<unknown> = new Set([
  "user_auth_method_unsupported",
  "general_smtp_disabled",
  "general_phone_disabled",
]);

/** The paths where a GET begins or completes a provider sign-in. */
const leads = /^\/account\/(?:sessions|tokens)\/oauth2\//;

/** Whether a refusal may write: a failed attempt at a guessable token or challenge, which is counted. */
const noted = (type: unknown): boolean => type === "user_invalid_token";

/** Refused sign-ins, which the log records after the answer: at most this many rows (docs/spec/logs.md#failed-sign-ins). */
const logged: ReadonlySet<unknown> = new Set(["user_invalid_credentials", "user_blocked"]);
const loggedRowsMax = 8;

/** Sends a request and checks the properties of all requests. */
async function attack(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const before = ++cases % lookEvery === 0 ? await dumpOfDeeds() : undefined;
  recorder.take();
  const answer = await call(method, path, { ...options, fetch: recorder.fetch });
  const { rowsWritten } = recorder.take();

  expect(answer.status).toBeGreaterThanOrEqual(200);
  if (!unavailable.has(answer.body["type"])) expect(answer.status).toBeLessThan(500);
  if (answer.status >= 400 && method !== "HEAD") expectErrorBody(answer);
  const reads = (method === "GET" || method === "HEAD") && !leads.test(path);
  if (reads || (answer.status >= 400 && !noted(answer.body["type"]))) {
    expect(rowsWritten).toBeLessThanOrEqual(logged.has(answer.body["type"]) ? loggedRowsMax : 0);
    if (before !== undefined) expect(await dumpOfDeeds()).toEqual(before);
  }
  return answer;
}

function expectErrorBody({ body, status, text, type }: Answer): void {
  expect(type).toBe("application/json; charset=UTF-8");
  expect(Object.keys(body)).toEqual(["message", "code", "type", "version"]);
  expect(body["message"]).toEqual(expect.any(String));
  expect(body["code"]).toBe(status);
  expect(Object.keys(catalogue)).toContain(body["type"]);
  expect(text).not.toMatch(/SQLITE_|D1_ERROR|drizzle|\bat .+\.ts:\d/);
}

const check = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, predicate: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, predicate), { seed, numRuns });

/** Whether an endpoint changes the settings. */
const sets = ({ path, method }: Endpoint): boolean =>
  method === "PATCH" && /^\/project\/(?:policies|auth-methods)\//.test(path);

/** The least number of this many cases that a share of them is likely to reach: none of a few, close to the share of many. */
const atLeast = (part: number, count: number): number => Math.max(0, part * count - 2 * Math.sqrt(count));

const lists = [
  { name: "users", path: "/users", resource: usersResource, count: runs.users },
  { name: "keys", path: "/project/keys", resource: keysResource, count: runs.keys },
  { name: "targets", path: `/users/${bystander}/targets`, resource: targetsResource, count: runs.targets },
  { name: "providers", path: "/messaging/providers", resource: providersResource, count: runs.providers },
  { name: "identities", path: "/users/identities", resource: identitiesResource, count: runs.identities },
  { name: "messages", path: "/messaging/messages", resource: messagesResource, count: runs.messages },
  { name: "teams", path: "/teams", resource: teamsResource, count: runs.teams },
  {
    name: "memberships",
    path: `/teams/${bystander}/memberships`,
    resource: membershipsResourceOf(everything),
    count: runs.memberships,
  },
];

test.for(lists)(
  "A hostile list of $name is answered with a page or a refusal, and changes nothing",
  { timeout },
  async ({ name, path, resource, count }) => {
    const before = await dump();
    let pages = 0;
    await check(hostileList(resource), count, async (fields) => {
      const parameters = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
      const { body, status } = await attack("GET", `${path}?${parameters.toString()}`);
      if (status !== 200) return;
      pages++;
      expect(Object.keys(body)).toEqual(["total", name]);
      expect(body["total"]).toEqual(expect.any(Number));
      expect(body[name]).toEqual(expect.any(Array));
    });
    // Enough of the lists are valid and reach the database.
    // Lists without a search index refuse every search.
    expect(pages).toBeGreaterThan(atLeast(name === "identities" ? 1 / 20 : 1 / 6, count));
    expect(await dump()).toEqual(before);
  },
);

test("A hostile body is refused without a trace, or is a valid one", { timeout }, async () => {
  const bystanders = async () => {
    const all: Row[] = [];
    for (const table of ["users", "keys", "providers", "teams"]) {
      all.push(...(await rows(`SELECT * FROM ${table} WHERE id = ?`, bystander)));
    }
    const seq = Number(all[0]?.["seq"]);
    const owned = "sessions tokens targets identities authenticators recovery_codes challenges memberships".split(" ");
    for (const table of owned) {
      all.push(...(await rows(`SELECT * FROM ${table} WHERE user_seq = ?`, seq)));
    }
    return all;
  };
  const before = await bystanders();
  let refusals = 0;
  const subjects = [...victims, "nobody"].map(sceneOf);
  await check(hostileBody(subjects), runs.bodies, async ({ content: { body, type }, endpoint, id, request }) => {
    const { method, path, sender } = request;
    const headers = { ...sender.headers, ...(type !== null && { "content-type": type }) };
    const { status } = await attack(method, path, { ...sender, body, headers });
    if (status >= 400) refusals++;
    else if (sets(endpoint)) await restoreSettings();
    // A victim that is deleted, signed out or blocked is restored for the next request.
    else if (states.has(id) && (await stateOf(sceneOf(id)())) !== states.get(id)) await revive(id);
  });
  // Enough requests are refused for other reasons than a missing subject.
  expect(refusals).toBeGreaterThan(runs.bodies / 4);
  expect(refusals).toBeLessThan(runs.bodies * 0.95);
  expect(before).toHaveLength(19);
  expect(await bystanders()).toEqual(before);
});

const keyless = operations.filter((endpoint) => senderOf(endpoint) !== "key");

test("A caller with an invalid session or JWT is a guest, or gets an error", { timeout }, async () => {
  // By number, so that a failure does not print the endpoint's code.
  const strangers = fc.record({ number: fc.nat(keyless.length - 1), caller: hostileCaller });
  let refusals = 0;
  await check(strangers, runs.callers, async ({ caller: { headers, locale }, number }) => {
    const endpoint = keyless[number];
    if (endpoint === undefined) throw new Error(`No endpoint ${number}.`);
    const { method, path, body } = requestOf(endpoint, nothing);
    const query = `?locale=${encodeURIComponent(locale.toWellFormed())}`;
    const { body: refusal, status } = await attack(method, path + query, { key: null, headers, body });
    if (status < 400) expect(senderOf(endpoint)).toBe("guest");
    else refusals++;
    if (senderOf(endpoint) === "user") {
      expect(["general_unauthorized_scope", "user_jwt_invalid"]).toContain(refusal["type"]);
    }
  });
  expect(refusals).toBeGreaterThan(runs.callers / 2);
});

test("Hostile paths and headers are answered or refused", { timeout }, async () => {
  await check(hostileEdge, runs.edge, async ({ method, path, query, headers, body }) => {
    const hasBody = method !== "GET" && method !== "HEAD" && body !== undefined;
    const { status } = await attack(method, query === "" ? path : `${path}?${query}=${query}`, {
      headers,
      ...(hasBody && { body }),
    });
    expect(status < 300 || status >= 400).toBe(true);
  });
});

test(`At least ${scope.fuzzCases} cases ran`, () => {
  expect(cases).toBeGreaterThanOrEqual(scope.fuzzCases);
});

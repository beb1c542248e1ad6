/**
 * KV only carries data (docs/decisions/0012-d1-decides-kv-carries.md): while it is down or silent, every request that uses
 * it is still answered in time, and sessions are shown without their origin.
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { bearing, cookieOf, createPerson, guest, succeed } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { failingKv, hangingKv, serveOn, staleKv } from "../harness/kv.ts";

/** Milliseconds after which an answer counts as one that waited for KV without a limit. A busy machine takes seconds. */
const slowest = 10_000;

const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36";

/** The fields of a session's place where it is unknown (docs/spec/models.md#session). */
const nowhere = {
  ip: "",
  osCode: "",
  osName: "",
  osVersion: "",
  clientType: "",
  clientCode: "",
  clientName: "",
  clientVersion: "",
  clientEngine: "",
  clientEngineVersion: "",
  deviceName: "",
  deviceBrand: "",
  deviceModel: "",
  countryCode: "--",
  countryName: "Unknown",
};

const somewhere = { osCode: "WIN", osName: "Windows", clientCode: "CH", clientName: "Chrome", deviceName: "desktop" };

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => log.mockRestore());

/** The errors in the log, in order. */
const loggedErrors = () =>
  log.mock.calls.map(([line]) => (JSON.parse(String(line)) as { readonly message: string }).message);

/** Sends a request, and asserts its status and that it is answered in time. */
async function ask(kv: KVNamespace, status: number, method: string, path: string, options: CallOptions) {
  const start = performance.now();
  const answer = await succeed(call(method, path, { ...options, fetch: serveOn(kv) }), status);
  const milliseconds = performance.now() - start;
  expect.soft({ path, isSoon: milliseconds < slowest }).toEqual({ path, isSoon: true });
  return { ...answer, milliseconds };
}

const sessionsOf = ({ body }: Answer) => body["sessions"] as readonly Readonly<Record<string, unknown>>[];

/** A new user's session, begun with a working KV. */
async function begin() {
  const { userId } = await createPerson();
  const headers = { "user-agent": chrome };
  const { body } = await succeed(call("POST", `/users/${userId}/sessions`, { headers }), 201);
  return { userId, id: String(body["$id"]), session: bearing(String(body["secret"])) };
}

describe.each([
  { kind: "is down", make: failingKv },
  { kind: "never answers", make: hangingKv },
])("Where KV $kind", ({ kind, make }) => {
  const kv = make();
  /** A failed write is logged for the operator; one that never ends is not. */
  const failures = (count: number) => Array<string>(kind === "is down" ? count : 0).fill("KV is down.");

  test("a sign-in is answered with the device of its request, and the session works", async () => {
    const { email, password, userId } = await createPerson();
    const options = { ...guest({ "user-agent": chrome }), body: { email, password } };
    const answer = await ask(kv, 201, "POST", "/account/sessions/email", options);
    expect(answer.body).toMatchObject({ userId, current: true, ...somewhere });
    const account = await ask(kv, 200, "GET", "/account", bearing(cookieOf(answer)));
    expect(account.body["$id"]).toBe(userId);
    expect(loggedErrors()).toEqual(failures(1));
  });

  test("a sign-up without a name is answered", async () => {
    const { body } = await ask(kv, 201, "POST", "/account/sessions/anonymous", guest());
    expect(body["provider"]).toBe("anonymous");
    expect(loggedErrors()).toEqual(failures(1));
  });

  test("a token is made, and redeemed once", async () => {
    const { userId } = await createPerson();
    const { body } = await ask(kv, 201, "POST", `/users/${userId}/tokens`, {});
    const redemption = { body: { userId, secret: body["secret"] } };
    await ask(kv, 201, "POST", "/account/sessions/token", { ...guest(), ...redemption });
    await ask(kv, 401, "POST", "/account/sessions/token", { ...guest(), ...redemption });
    // The session's body. A token has none: its origin is in its row.
    expect(loggedErrors()).toEqual(failures(1));
  });

  test("the server begins a session, which signs in", async () => {
    const { userId } = await createPerson();
    const { body } = await ask(kv, 201, "POST", `/users/${userId}/sessions`, { headers: { "user-agent": chrome } });
    expect(body).toMatchObject({ provider: "server", ...somewhere });
    expect((await ask(kv, 200, "GET", "/account", bearing(String(body["secret"])))).body["$id"]).toBe(userId);
    expect(loggedErrors()).toEqual(failures(1));
  });

  test("sessions are listed, and each is shown, with no device", async () => {
    const { id, session, userId } = await begin();
    const lists = [
      await ask(kv, 200, "GET", "/account/sessions", session),
      await ask(kv, 200, "GET", `/users/${userId}/sessions`, {}),
    ];
    for (const list of lists) {
      expect(list.body["total"]).toBe(1);
      expect(sessionsOf(list)).toEqual([expect.objectContaining({ $id: id, userId, provider: "server", ...nowhere })]);
    }
    const { body } = await ask(kv, 200, "GET", "/account/sessions/current", session);
    expect(body).toMatchObject({ $id: id, current: true, ...nowhere });
    expect(loggedErrors()).toEqual([]);
  });

  test("a session is extended", async () => {
    const { id, session } = await begin();
    const before = await ask(kv, 200, "GET", "/account/sessions/current", session);
    const { body } = await ask(kv, 200, "PATCH", "/account/sessions/current", session);
    expect(body).toMatchObject({ $id: id, ...nowhere });
    expect(String(body["expire"]) > String(before.body["expire"])).toBe(true);
    expect(loggedErrors()).toEqual([]);
  });

  test("sessions, accounts and users are deleted, and their credentials are refused", async () => {
    const all = [await begin(), await begin(), await begin(), await begin(), await begin(), await begin()] as const;
    const [current, every, one, some, account, user] = all;
    await ask(kv, 204, "DELETE", "/account/sessions/current", current.session);
    await ask(kv, 204, "DELETE", "/account/sessions", every.session);
    await ask(kv, 204, "DELETE", `/users/${one.userId}/sessions/${one.id}`, {});
    await ask(kv, 204, "DELETE", `/users/${some.userId}/sessions`, {});
    await ask(kv, 204, "DELETE", "/account", account.session);
    await ask(kv, 204, "DELETE", `/users/${user.userId}`, {});
    for (const { session } of all) await ask(kv, 401, "GET", "/account", session);
    // The bodies expire by themselves, so no error is logged.
    expect(loggedErrors()).toEqual([]);
  });

  test("a user is blocked, and a password changed", async () => {
    const [blocked, changed] = [await begin(), await begin()];
    await ask(kv, 200, "PATCH", `/users/${blocked.userId}/status`, { body: { status: false } });
    await ask(kv, 403, "GET", "/account", blocked.session);
    await ask(kv, 200, "PATCH", `/users/${changed.userId}/password`, { body: { password: "another battery staple" } });
    await ask(kv, 401, "GET", "/account", changed.session);
    expect(loggedErrors()).toEqual([]);
  });
});

describe("A request that shows no bodies does not wait for KV", () => {
  test("a sign-in, a deletion and a request of the account do not wait for KV", async () => {
    const reads: string[] = [];
    const kv = hangingKv((key) => reads.push(key));
    const { email, password } = await createPerson();
    const signIn = await ask(kv, 201, "POST", "/account/sessions/email", { ...guest(), body: { email, password } });
    const session = bearing(cookieOf(signIn));
    await ask(kv, 200, "GET", "/account", session);
    await ask(kv, 204, "DELETE", "/account/sessions/current", session);
    // Writes follow the answer, so a request that reads nothing of KV has nothing to wait for.
    expect(reads).toEqual([]);
  });

  test("a list waits for KV one second, once for all its sessions", async () => {
    const { session, userId } = await begin();
    // KV reads a hundred keys at once: these are three reads.
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 204)
       INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
       SELECT 'more' || i, 0, 0, seq, 'more' || i, 'server', '', 9e12, '["server"]' FROM n, users WHERE users.id = ?`,
    )
      .bind(userId)
      .run();
    const list = await ask(hangingKv(), 200, "GET", "/account/sessions", session);
    expect(sessionsOf(list)).toHaveLength(205);
    expect(list.milliseconds).toBeGreaterThanOrEqual(990);
  });
});

describe("Where KV is a minute behind", () => {
  test("a session that KV has not heard of is shown with no device", async () => {
    const kv = staleKv("misses");
    const { userId } = await createPerson();
    await ask(kv, 201, "POST", `/users/${userId}/sessions`, { headers: { "user-agent": chrome } });
    const list = await ask(kv, 200, "GET", `/users/${userId}/sessions`, {});
    expect(sessionsOf(list)).toEqual([expect.objectContaining(nowhere)]);
  });

  test("a session that KV has not forgotten is not shown", async () => {
    const kv = staleKv("values");
    const { userId } = await createPerson();
    await ask(kv, 201, "POST", `/users/${userId}/sessions`, { headers: { "user-agent": chrome } });
    const before = await ask(kv, 200, "GET", `/users/${userId}/sessions`, {});
    expect(sessionsOf(before)).toEqual([expect.objectContaining(somewhere)]);
    await ask(kv, 204, "DELETE", `/users/${userId}/sessions`, {});
    const after = await ask(kv, 200, "GET", `/users/${userId}/sessions`, {});
    expect(after.body).toEqual({ total: 0, sessions: [] });
  });
});

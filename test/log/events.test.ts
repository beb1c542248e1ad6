/**
 * Every change leaves one log row with its actor and origin (docs/spec/users.md#endpoints, docs/spec/keys.md#routes,
 * docs/spec/logs.md#rows, docs/decisions/0017-upstream-differences.md#log).
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { keyScopes } from "../../src/domain/keys/index.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { bearing, beginSession, createToken, guest } from "../harness/account.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import type { Scene } from "../harness/cases/scene.ts";
import { newKey, newUser, password } from "../harness/cases/values.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { passOn, serve } from "../harness/recorder.ts";
import { ask, prepare, senderOf } from "../harness/requests.ts";
import { eventName } from "../../src/domain/audit/index.ts";
import { reader, text } from "../../src/storage/reader.ts";
import { logs as logTable } from "../../src/storage/schema/index.ts";
import { createUser, fresh } from "../harness/users.ts";

const logs = () => rows("SELECT * FROM logs ORDER BY seq");

/** The origin of a request: forwarded headers count only with a key. */
const headers = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-user-agent": "Desk/1.0",
  "cf-connecting-ip": "203.0.113.10",
  "user-agent": "Browser/1.0",
};
const origins = {
  key: { ip: "203.0.113.9", user_agent: "Desk/1.0" },
  user: { ip: "203.0.113.10", user_agent: "Browser/1.0" },
};

/** Whether an operation signs in with a token. */
const redeems = ({ beginsSession, input }: Endpoint) => beginsSession && Object.hasOwn(input, "secret");

/** Without limits: all requests come from one address. */
const fetch = serve(passOn, { bindings: { RATE_LIMITS: "off" } });

/** The columns of a row about its actor, key or user, as they were at that time. */
interface Actor {
  readonly actor_type: "key" | "user";
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_email: string;
}

const deskOf = (keyId: string): Actor => ({
  actor_type: "key",
  actor_id: keyId,
  actor_name: "Support desk",
  actor_email: "app.rollcall@service.rollcall.test",
});

describe.each(operations.map((endpoint) => ({ ...caseOf(endpoint), endpoint, id: endpoint.id })))(
  "$id",
  ({ alongside = [], endpoint, event, named, signsUp }) => {
    /** The `seq` of an id. That of a deleted user is found in earlier rows of the log. */
    const seqOf = async (id: string) =>
      (await rows("SELECT user_seq FROM logs WHERE resource = ? LIMIT 1", `user/${id}`))[0]?.["user_seq"];

    test(`writes ${event ?? "nothing"}`, async () => {
      const keyId = fresh("key");
      const key = await createKey({ id: keyId, name: "Support desk", scopes: keyScopes });
      const scene = await prepare(endpoint, fresh());
      const before = await logs();
      const started = Date.now();

      const isByKey = senderOf(endpoint) === "key";
      const answer = await ask(endpoint, scene, { fetch, headers, ...(isByKey && { key }) });
      expect(answer.status).toBe(endpoint.status);
      const sessions = (await rows("SELECT id FROM sessions")).map((row) => row["id"]);
      const rowsAdded = (await logs()).slice(before.length);
      const added = rowsAdded.filter((row) => row["event"] === event || !alongside.includes(String(row["event"])));
      const besides = rowsAdded.filter((row) => !added.includes(row)).map((row) => String(row["event"]));
      expect(besides.toSorted()).toEqual(alongside.toSorted());
      const written = event === null ? [] : signsUp ? ["user.create", event] : [event];
      const noun = nounOf(event);
      const userId = signsUp ? String(answer.body["userId"]) : noun === "team" ? memberOf(answer, scene) : scene.id;
      const resource = `${noun}/${noun === "user" ? userId : idOf(noun, answer, scene)}`;
      const isTheirs = noun === "user" || event?.startsWith("membership.") === true;
      const userSeq = isTheirs ? await seqOf(userId) : null;
      const person = signsUp ? { name: "", email: signsUp(userId) } : newUser(userId);
      const self: Actor = {
        actor_type: "user",
        actor_id: userId,
        actor_name: person.name,
        actor_email: person.email,
      };
      const expected = {
        seq: expect.any(Number),
        created_at: expect.any(Number),
        user_seq: userSeq,
        resource,
        operation: endpoint.id,
        item: expect.toSatisfy((item) => item === null || partsOf(answer, scene, sessions).includes(item)),
        // Accepting an invitation proves the invitee, even when a key calls.
        ...(isByKey && endpoint.id !== "teamsUpdateMembershipStatus" ? deskOf(keyId) : self),
        ...(isByKey ? origins.key : origins.user),
        country: null,
        count: 1,
        repeats: null,
        token_origin: redeems(endpoint) ? expect.stringMatching(/^\{"ip":/) : null,
      };
      expect(added).toEqual(written.map((name) => ({ ...expected, event: name })));
      const names = added.map((row) => eventName(logged.read(row)));
      const ids = { $: resource.slice(resource.indexOf("/") + 1), "%": String(added.at(-1)?.["item"]) };
      expect(names.slice(-1)).toEqual(named === undefined ? [] : [withIds(named, ids)]);
      expect(event === null).toBe(named === undefined);
      if (written.length > 0) expect(userSeq).not.toBeUndefined();
      for (const { created_at: at } of added) {
        expect(Number(at)).toBeGreaterThanOrEqual(started);
        expect(Number(at)).toBeLessThanOrEqual(Date.now());
      }
    });
  },
);

/** Parses the parts of an event's name. */
const logged = reader({
  event: text(logTable.event),
  operation: text(logTable.operation),
  resource: text(logTable.resource),
  item: text(logTable.item),
});

/** The name of an event from a case's pattern: the first `*` is the id of the whole, the second that of the part. */
const withIds = (named: string, { $, "%": part }: { readonly $: string; readonly "%": string }): string =>
  named.replace("*", $).replace("*", part);

/** The ids that an event's part can have: from the answer, from the scene, or of a session. */
const partsOf = (
  { body }: Answer,
  { challenge, identity, membership, session, target }: Scene,
  sessions: readonly unknown[],
): readonly unknown[] => [body["$id"], challenge.id, identity, membership.id, session.id, target, ...sessions];

type Noun = "project" | "key" | "oauth2" | "provider" | "team" | "webhook";

/** The noun of an event's subject: the parts of a user are the user's. */
function nounOf(event: string | null): Noun | "user" {
  if (event?.startsWith("projects.")) return "project";
  if (event?.startsWith("project.key.")) return "key";
  if (event?.startsWith("project.oauth2.")) return "oauth2";
  if (event?.startsWith("provider.")) return "provider";
  if (event?.startsWith("webhook.")) return "webhook";
  // Events of members belong to their team.
  if (event?.startsWith("team.") || event?.startsWith("membership.")) return "team";
  return "user";
}

/** The member of an event's membership: a new one shows it. */
const memberOf = ({ body: { userId } }: Answer, { membership }: Scene): string =>
  typeof userId === "string" ? userId : membership.userId;

/** The id of an event's subject that is not a user; the answer of a creation shows it. */
function idOf(noun: Noun, { body }: Answer, { id }: Scene): string {
  if (noun === "project") return env.PROJECT_ID;
  if (noun === "team") return id;
  const { $id: made } = body;
  return typeof made === "string" ? made : id;
}

describe("the acts of guests are logged as the new user's", () => {
  const guestEndpoints = operations.filter(
    (endpoint) => senderOf(endpoint) === "guest" && caseOf(endpoint).event !== null,
  );
  test.each(guestEndpoints.map((endpoint) => ({ endpoint, id: endpoint.id })))("$id", async ({ endpoint }) => {
    const scene = await prepare(endpoint, fresh());
    const before = await logs();
    const answer = await ask(endpoint, scene, { fetch, headers, key: env.API_KEY });
    expect(answer.status).toBe(endpoint.status);
    const added = (await logs()).slice(before.length);
    expect(added.length).toBeGreaterThan(0);
    const { userId: actor_id = scene.id } = answer.body;
    for (const row of added) expect(row).toMatchObject({ actor_type: "user", actor_id, ...origins.key });
  });
});

describe("a row", () => {
  let last: () => Promise<unknown>;
  beforeAll(() => {
    last = async () => (await rows("SELECT * FROM logs ORDER BY seq DESC LIMIT 1"))[0];
  });

  test("names the bootstrap key, which is not stored, without an id", async () => {
    await createUser();
    expect(await last()).toMatchObject({ actor_type: "key", actor_id: "", actor_name: "Bootstrap key" });
  });

  test("has the platform's address and the caller's agent when nothing is forwarded", async () => {
    const headers = { "cf-connecting-ip": "198.51.100.7", "user-agent": "node-appwrite" };
    await call("POST", "/users", { headers, body: { userId: fresh() } });
    expect(await last()).toMatchObject({ ip: "198.51.100.7", user_agent: "node-appwrite" });
  });

  test("has the place where the redeemed token was requested", async () => {
    const userId = await createUser();
    const forwarded = { "x-forwarded-for": "198.51.100.8", "x-forwarded-user-agent": "Mailer/2.0" };
    const { body } = await call("POST", `/users/${userId}/tokens`, { fetch, headers: forwarded, body: {} });
    const redeemed = { userId, secret: body["secret"] };
    const at = { "cf-connecting-ip": "198.51.100.9", "user-agent": "Phone/1.0" };
    await call("POST", "/account/sessions/token", { ...guest(at), fetch, body: redeemed });
    expect(await last()).toMatchObject({
      event: "session.create",
      ip: "198.51.100.9",
      user_agent: "Phone/1.0",
      token_origin: '{"ip":"198.51.100.8","userAgent":"Mailer/2.0","country":null}',
    });
  });

  test("holds no secret: neither key nor password nor hash nor session nor token", async () => {
    const userId = await createUser({ password: "correct horse" });
    const [session, token] = [await beginSession(userId), await createToken(userId)];
    await call("PATCH", "/account/name", { ...bearing(session.secret), body: { name: "Ann" } });
    await call("POST", "/account/sessions/token", { ...guest(), fetch, body: { userId, secret: token } });
    const text = JSON.stringify(await logs());
    const secrets = [env.API_KEY, "correct horse", "$argon2", session.secret, token];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

describe("a change that is refused leaves no row", () => {
  test("of a user", async () => {
    const userId = await createUser({ email: "logged@example.com" });
    const before = await logs();
    await call("POST", "/users", { body: { userId } });
    await call("PATCH", `/users/${userId}/email`, { body: { email: "logged@example.com" } });
    await call("PATCH", `/users/${userId}/name`, { body: { name: 1 } });
    await call("PATCH", "/users/nobody/name", { body: { name: "x" } });
    await call("DELETE", "/users/nobody", { body: {} });
    expect(await logs()).toEqual(before);
  });

  test("of a user's sessions, tokens and account", async () => {
    const userId = await createUser({ email: `${fresh()}@example.com`, password });
    const { id, secret } = await beginSession(userId);
    const blockedId = await createUser();
    await call("PATCH", `/users/${blockedId}/status`, { body: { status: false } });
    const before = await logs();
    for (const who of [blockedId, "nobody"]) {
      for (const noun of ["sessions", "tokens", "jwts"]) await call("POST", `/users/${who}/${noun}`, { body: {} });
      await call("DELETE", `/users/${who}/sessions/${id}`);
    }
    await call("DELETE", "/users/nobody/sessions");
    await call("DELETE", `/users/${userId}/sessions/nothing`);
    const asUser = bearing(secret);
    await call("PATCH", "/account/password", { ...asUser, body: { password, oldPassword: "wrong" } });
    await call("PATCH", "/account/email", {
      ...asUser,
      body: { email: "logged2@example.com", password: "not it at all" },
    });
    await call("PATCH", "/account/sessions/nothing", { ...asUser, body: {} });
    await call("DELETE", "/account/sessions/nothing", asUser);
    await call("POST", "/account", { ...guest(), body: { userId, email: "new@example.com", password } });
    await call("POST", "/account/sessions/email", { ...guest(), body: { email: "logged@example.com", password } });
    await call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret: "wrong" } });
    await call("POST", "/account/sessions/anonymous", { ...asUser, body: {} });
    const isFailure = ({ event }: { readonly event?: unknown }) => event === "session.fail";
    const after = await logs();
    expect(after.filter((row) => !isFailure(row))).toEqual(before);
    // Failed sign-ins leave rows too: here the one with a password of the previous test, and the one with a token.
    expect(after.filter(isFailure).map((row) => row["operation"])).toEqual([
      "accountCreateEmailPasswordSession",
      "accountCreateSession",
    ]);
  });

  test("of a key", async () => {
    const keyId = fresh("key");
    await createKey({ id: keyId });
    const key = await createKey({ scopes: ["keys.write"] });
    const before = await logs();
    await call("POST", "/project/keys", { body: newKey(keyId) });
    await call("POST", "/project/keys", { key, body: { ...newKey(fresh("key")), scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId}`, { body: { name: 1, scopes: [] } });
    await call("PUT", `/project/keys/${keyId}`, { key, body: { name: "x", scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId.toUpperCase()}`, { body: { name: "x", scopes: [] } });
    await call("DELETE", `/project/keys/${keyId.toUpperCase()}`, { body: {} });
    expect(await logs()).toEqual(before);
  });
});

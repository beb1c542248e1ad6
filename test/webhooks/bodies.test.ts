/** The payload of a delivery for users, teams and their parts (docs/spec/events.md#deliveries). */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bearing, guest } from "../harness/account.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { fresh } from "../harness/users.ts";
import { ask, createWebhook, deliver, type Endpoint, newUser, playEndpoint } from "./endpoint.ts";

let endpoint: Endpoint;
beforeEach(async () => {
  endpoint = playEndpoint();
  await createWebhook("all", ["*"]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rows("DELETE FROM webhooks");
});

/** Delivers events. @returns the bodies by the end of their event's name */
async function bodies(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  await deliver();
  return new Map(
    endpoint.received.map(({ body, name }) => [
      name.split(".").slice(2).join("."),
      JSON.parse(body) as Readonly<Record<string, unknown>>,
    ]),
  );
}

test("a session is the model, with its device, and without its secret", async () => {
  const userId = await newUser({ email: `${fresh()}@example.com`, password: "correct horse battery staple" });
  const made = await ask("POST", `/users/${userId}/sessions`);
  const id = String(made.body["$id"]);
  const body = (await bodies()).get(`sessions.${id}.create`);
  expect(Object.keys(body ?? {}).toSorted()).toEqual(Object.keys(made.body).toSorted());
  expect(body).toMatchObject({ $id: id, userId, provider: "server", secret: "", current: false, ip: made.body["ip"] });
});

test("a deleted part is shown as its ids", async () => {
  const userId = await newUser();
  const id = String((await ask("POST", `/users/${userId}/sessions`)).body["$id"]);
  await ask("DELETE", `/users/${userId}/sessions/${id}`);
  const all = await bodies();
  for (const verb of ["create", "delete"]) expect(all.get(`sessions.${id}.${verb}`)).toEqual({ $id: id, userId });
});

test("a target is the model, and never that of a user who reuses the id", async () => {
  const [ann, bob] = [await newUser(), await newUser()];
  const target = { targetId: "pager", providerType: "email", identifier: `${fresh()}@example.com` };
  await ask("POST", `/users/${ann}/targets`, { body: target });
  await ask("DELETE", `/users/${ann}/targets/pager`);
  const { body: made } = await ask("POST", `/users/${bob}/targets`, { body: target });
  await deliver();
  const of = (userId: string) =>
    endpoint.received
      .filter(({ name }) => name.startsWith(`users.${userId}.targets.`))
      .map(({ body }) => JSON.parse(body) as unknown);
  expect(of(bob)).toEqual([made]);
  expect(of(ann)).toEqual([
    { $id: "pager", userId: ann },
    { $id: "pager", userId: ann },
  ]);
});

test("an identity has no tokens of its provider", async () => {
  const userId = await newUser();
  const id = await makeIdentity(userId);
  await rows(
    `INSERT INTO logs (created_at, event, operation, resource, item, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     SELECT 0, 'identity.create', 'accountOAuth2Callback', 'user/' || id, ?, seq, 'guest', '', '', '', '', '' FROM users WHERE id = ?`,
    id,
    userId,
  );
  expect((await bodies()).get(`identities.${id}.create`)).toMatchObject({
    $id: id,
    userId,
    providerAccessToken: "",
    providerRefreshToken: "",
  });
});

test("a token and a challenge have their expiry, and no secret or code", async () => {
  const email = `${fresh()}@example.com`;
  const userId = await newUser({ email, password: "correct horse battery staple" });
  await ask("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
  const { secret } = (await ask("POST", `/users/${userId}/sessions`)).body;
  const asked = { ...guest(), body: { email, url: "http://rollcall.test/recovery" } };
  const recovery = String((await ask("POST", "/account/recovery", asked)).body["$id"]);
  const sent = await ask("POST", "/account/mfa/challenges", { ...bearing(String(secret)), body: { factor: "email" } });
  const challenge = String(sent.body["$id"]);
  const all = await bodies();
  const token = all.get(`recovery.${recovery}.create`);
  expect(token).toMatchObject({ $id: recovery, userId, secret: "", phrase: "" });
  expect(Date.parse(String(token?.["expire"]))).toBeGreaterThan(Date.now());
  expect(all.get(`challenges.${challenge}.create`)).toEqual(sent.body);
});

test("a membership has the fields that keys see, and names the member after its deletion", async () => {
  const email = `${fresh()}@example.com`;
  const userId = await newUser({ email });
  const teamId = fresh();
  await ask("POST", "/teams", { body: { teamId, name: "Crew" } });
  const kept = await ask("POST", `/teams/${teamId}/memberships`, { body: { userId, roles: ["dev"] } });
  const id = String(kept.body["$id"]);
  expect((await bodies()).get(`memberships.${id}.create`)).toMatchObject({ $id: id, teamId, userId, userEmail: email });
  endpoint.received.length = 0;
  await ask("DELETE", `/teams/${teamId}/memberships/${id}`);
  expect((await bodies()).get(`memberships.${id}.delete`)).toEqual({ $id: id, teamId, userId });
});

test("a team that was made later with the same id is not shown", async () => {
  const teamId = fresh();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  await ask("POST", "/teams", { body: { teamId, name: "The first" } });
  await ask("DELETE", `/teams/${teamId}`);
  vi.setSystemTime(Date.now() + 1_000);
  await ask("POST", "/teams", { body: { teamId, name: "The second" } });
  vi.useRealTimers();
  await deliver();
  const of = endpoint.received.filter(({ name }) => name.startsWith(`teams.${teamId}`));
  expect(of.map(({ body }) => (JSON.parse(body) as { readonly name?: string }).name)).toEqual([
    undefined,
    undefined,
    "The second",
  ]);
});

/** Deliveries: at least once, in order for each subject, signed twice (docs/spec/events.md#deliveries). */
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { kickLimits } from "../../src/flows/events/deliver.ts";
import { guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createUser, fresh } from "../harness/users.ts";
import {
  ask,
  createWebhook,
  deliver,
  type Endpoint,
  fillLog,
  hurry,
  newUser,
  playEndpoint,
  stateOf,
} from "./endpoint.ts";

let endpoint: Endpoint;
beforeEach(() => {
  endpoint = playEndpoint();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rows("DELETE FROM webhooks");
});

const failing = (status: number) => () => new Response("no", { status });

test("an event arrives with the account, and both signatures hold", async () => {
  const secret = await createWebhook("crm", ["users.*.update.email"]);
  const userId = await newUser({ email: `${fresh()}@example.com`, password: "correct horse battery staple" });
  const email = `${fresh()}@example.com`;
  await ask("PATCH", `/users/${userId}/email`, { body: { email } });
  await deliver();
  expect(endpoint.received).toHaveLength(1);
  const [{ body, headers, redirect, url } = { body: "", headers: new Headers(), redirect: "", url: "" }] =
    endpoint.received;
  expect([url, redirect]).toEqual(["https://hooks.example/in", "manual"]);
  const account: unknown = JSON.parse(body);
  expect(account).toMatchObject({ $id: userId, email });
  for (const name of ["password", "hash", "hashOptions"]) expect(account).not.toHaveProperty(name);
  expect(body).not.toContain("$argon2");

  const [id, time] = [headers.get("webhook-id"), headers.get("webhook-timestamp")];
  expect(id).toMatch(/^evt_\d+_[0-9a-z]+$/);
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const digest = createHmac("sha256", key)
    .update(`${String(id)}.${String(time)}.${body}`)
    .digest("base64");
  expect(headers.get("webhook-signature")).toBe(`v1,${digest}`);
  expect(headers.get("x-appwrite-webhook-signature")).toBe(
    createHmac("sha1", secret)
      .update(url + body)
      .digest("base64"),
  );
  expect(headers.get("x-appwrite-webhook-events")?.split(",")).toEqual([
    `users.${userId}.update.email`,
    "users.*.update.email",
    `users.${userId}.update`,
    "users.*.update",
    `users.${userId}`,
    "users.*",
  ]);
  expect(headers.get("x-appwrite-webhook-project-id")).toBe("rollcall");
});

test("only events of its patterns arrive, and the cursor passes the others", async () => {
  await createWebhook("sessions", ["users.*.sessions.*"]);
  const userId = await newUser();
  const id = String((await ask("POST", `/users/${userId}/sessions`)).body["$id"]);
  await ask("DELETE", `/users/${userId}/sessions/${id}`);
  await deliver();
  expect(endpoint.received.map(({ name }) => name)).toEqual([
    `users.${userId}.sessions.${id}.create`,
    `users.${userId}.sessions.${id}.delete`,
  ]);
  expect(endpoint.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { $id: id, userId },
    { $id: id, userId },
  ]);
  expect((await stateOf("sessions"))["cursor"]).toBe((await rows("SELECT max(seq) AS seq FROM logs"))[0]?.["seq"]);
});

test("a reused id does not appear in an event of its previous owner", async () => {
  await createWebhook("crm", ["users.*.create"]);
  const userId = await newUser({ name: "The first" });
  await ask("DELETE", `/users/${userId}`);
  await newUser({ userId, name: "The second" });
  await deliver();
  const bodies = endpoint.received.map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);
  expect(bodies[0]).toEqual({ $id: userId });
  expect(bodies[1]).toMatchObject({ $id: userId, name: "The second" });
});

test("a token for an address of no user is delivered without a user", async () => {
  await createWebhook("tokens", ["users.*.tokens.*.create", "users.*.recovery.*.create"]);
  const asked = { email: `${fresh()}@example.com`, url: "http://rollcall.test/recovery" };
  const requests = [
    await ask("POST", "/account/tokens/email", { ...guest(), body: { userId: fresh(), email: asked.email } }),
    await ask("POST", "/account/recovery", { ...guest(), body: asked }),
  ];
  expect(requests.map(({ status }) => status)).toEqual([201, 201]);
  await deliver();
  const [token, recovery] = requests.map(({ body }) => String(body["$id"]));
  expect(endpoint.received.map(({ body, name }) => [name, JSON.parse(body) as unknown])).toEqual([
    [`users.*.tokens.${String(token)}.create`, { $id: token }],
    [`users.*.recovery.${String(recovery)}.create`, { $id: recovery }],
  ]);
});

test("credentials go along, and two secrets sign for a day after a rotation", async () => {
  const secret = await createWebhook("crm", ["users.*.create"], { authUsername: "ann", authPassword: "pässword" });
  const rotated = await ask("PATCH", "/webhooks/crm/secret", { body: { secret: "a secret of my own" } });
  expect(rotated.body["secret"]).toBe("a secret of my own");
  await newUser();
  await deliver();
  const [{ headers, body } = { headers: new Headers(), body: "" }] = endpoint.received;
  expect(headers.get("authorization")).toBe(`Basic ${Buffer.from("ann:pässword").toString("base64")}`);
  const signed = `${headers.get("webhook-id") ?? ""}.${headers.get("webhook-timestamp") ?? ""}.${body}`;
  const keys = [Buffer.from("a secret of my own"), Buffer.from(secret.replace("whsec_", ""), "base64")];
  const digests = keys.map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  expect(headers.get("webhook-signature")).toBe(digests.join(" "));
  await rows("UPDATE webhooks SET previous_until = 1");
  await newUser();
  await deliver();
  expect(endpoint.received.at(-1)?.headers.get("webhook-signature")).toMatch(/^v1,[^ ]+$/);
});

describe("an endpoint that fails", () => {
  test("gets a failed event again, and its subject's later ones behind it, while others go on", async () => {
    await createWebhook("crm", ["users.*.update.name"]);
    const [ann, bob] = [await newUser(), await newUser()];
    endpoint.answer = ({ name }) => new Response(null, { status: name.includes(ann) ? 500 : 200 });
    for (const [userId, name] of [
      [ann, "1"],
      [bob, "2"],
      [ann, "3"],
    ] as const) {
      await ask("PATCH", `/users/${userId}/name`, { body: { name } });
    }
    await deliver();
    expect(endpoint.received.map(({ name }) => name.split(".")[1] ?? "").toSorted()).toEqual([ann, bob].toSorted());
    const { body } = await ask("GET", "/webhooks/crm/deliveries");
    expect(body).toMatchObject({ lag: 0, pending: 2, error: "The endpoint answered 500.", enabled: true });
    const before = endpoint.received.length;
    await deliver();
    expect(endpoint.received).toHaveLength(before);
    endpoint.answer = failing(200);
    await ask("PATCH", `/users/${ann}/name`, { body: { name: "4" } });
    await hurry("crm");
    await deliver();
    const ids = endpoint.received.slice(before).map(({ id }) => Number(id.split("_")[1]));
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(await stateOf("crm")).toMatchObject({ pending: "[]", attempts: 0, failing_since: null });
  });

  test("is down after six failures: the cursor stays, and it is left alone for a while", async () => {
    await createWebhook("crm", ["users.*"]);
    const { cursor } = await stateOf("crm");
    await fillLog(30, 30);
    endpoint.answer = failing(503);
    await deliver();
    const tried = endpoint.received.length;
    expect(tried).toBeLessThanOrEqual(11);
    const state = await stateOf("crm");
    expect(state).toMatchObject({ cursor, pending: "[]" });
    expect(Number(state["next_at"])).toBeGreaterThan(Date.now());
    await deliver();
    expect(endpoint.received).toHaveLength(tried);
    endpoint.answer = failing(200);
    await hurry("crm");
    await deliver();
    expect(new Set(endpoint.received.slice(tried).map(({ id }) => id)).size).toBe(30);
  });

  test.each([301, 302, 307, 400, 404, 429, 500])("with %i has not accepted the event", async (status) => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    endpoint.answer = () => new Response(null, { status, headers: { location: "https://elsewhere.example" } });
    await deliver();
    expect(JSON.parse(String((await stateOf("crm"))["pending"]))).toHaveLength(1);
  });

  test("with 410 is disabled at once, with the reason in the webhook, its deliveries and both logs", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    endpoint.answer = failing(410);
    await deliver();
    const why = "The endpoint answered 410. It takes no more events, so the webhook is disabled.";
    expect((await ask("GET", "/webhooks/crm")).body).toMatchObject({ enabled: false, logs: why, attempts: 1 });
    expect((await ask("GET", "/webhooks/crm/deliveries")).body).toMatchObject({
      enabled: false,
      error: why,
      pending: 1,
    });
    const line = { level: "error", event: "webhook_disabled", webhookId: "crm", error: why };
    expect(told.mock.calls).toEqual([[JSON.stringify(line)]]);
    const [row] = await rows("SELECT event, resource, operation, actor_type FROM logs ORDER BY seq DESC LIMIT 1");
    expect(row).toEqual({
      event: "webhook.update",
      resource: "webhook/crm",
      operation: "deliverEvents",
      actor_type: "operator",
    });
  });

  test("for three days is disabled, and goes on where it stopped once it is enabled", async () => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    endpoint.answer = failing(500);
    await deliver();
    await rows("UPDATE webhooks SET failing_since = ?", Date.now() - 3 * 86_400_000);
    await hurry("crm");
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await deliver();
    const why = "The endpoint answered 500. Nothing was delivered for three days, so the webhook is disabled.";
    expect(await stateOf("crm")).toMatchObject({ enabled: 0, error: why });
    expect(told).toHaveBeenCalledWith(expect.stringContaining("webhook_disabled"));
    endpoint.answer = failing(200);
    const body = { name: "CRM", url: "https://hooks.example/in", events: ["users.*.create"], enabled: true };
    expect((await ask("PUT", "/webhooks/crm", { body })).body).toMatchObject({ enabled: true, logs: "", attempts: 0 });
    await hurry("crm");
    await deliver();
    expect(await stateOf("crm")).toMatchObject({ pending: "[]" });
  });

  test("gets a refused event 14 times, and then the next", async () => {
    await createWebhook("crm", ["users.*.update.name"]);
    const userId = await newUser();
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const name of ["poison", "good"]) await ask("PATCH", `/users/${userId}/name`, { body: { name } });
    const poison = String((await rows("SELECT max(seq) - 1 AS seq FROM logs"))[0]?.["seq"]);
    endpoint.answer = ({ id }) => new Response(null, { status: id.startsWith(`evt_${poison}_`) ? 500 : 200 });
    for (let run = 0; run < 15; run++) {
      await deliver();
      await hurry("crm");
    }
    expect(endpoint.received).toHaveLength(15);
    expect(await stateOf("crm")).toMatchObject({ dropped: 1, pending: "[]" });
    expect(told).toHaveBeenCalledWith(expect.stringContaining('"event":"webhook_event_dropped"'));
  });
});

test("six dispatchers at once deliver each event once", async () => {
  await createWebhook("crm", ["users.*"]);
  await fillLog(200, 20);
  await Promise.all(Array.from({ length: 6 }, () => deliver(kickLimits)));
  await deliver();
  const ids = endpoint.received.map(({ id }) => id);
  expect(ids).toHaveLength(200);
  expect(new Set(ids).size).toBe(200);
});

test("1,000 events at an endpoint that fails 30 %: none is lost, and the order of each user holds", async () => {
  await createWebhook("crm", ["users.*"]);
  await fillLog(1_000, 40);
  let calls = 0;
  const taken = new Map<string, number[]>();
  endpoint.answer = ({ id, name }) => {
    calls += 1;
    // Spread out, so that the endpoint does not count as down.
    if (calls % 10 < 3) return new Response(null, { status: 500 });
    const user = name.split(".")[1] ?? "";
    taken.set(user, [...(taken.get(user) ?? []), Number(id.split("_")[1])]);
    return new Response(null, { status: 200 });
  };
  for (let run = 0; run < 200; run++) {
    await deliver();
    const { cursor, pending } = await stateOf("crm");
    const [last] = await rows("SELECT max(seq) AS seq FROM logs");
    if (pending === "[]" && cursor === last?.["seq"]) break;
    await hurry("crm");
  }
  const all = [...taken.values()];
  expect(all.flat()).toHaveLength(1_000);
  for (const seqs of all) expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
});

test("the events of a run that died are delivered by the next one, after the lease", async () => {
  await createWebhook("crm", ["users.*.create"]);
  await newUser();
  await rows("UPDATE webhooks SET lease = 'dead', lease_end = ?", Date.now() + 30_000);
  await deliver();
  expect(endpoint.received).toHaveLength(0);
  await rows("UPDATE webhooks SET lease_end = ?", Date.now() - 1);
  await deliver();
  expect(endpoint.received).toHaveLength(1);
});

test("times of a clock that was far ahead block no delivery", async () => {
  await createWebhook("crm", ["users.*.create"]);
  await newUser();
  const far = Date.now() + 400 * 86_400_000;
  await rows("UPDATE webhooks SET lease_end = ?, next_at = ?", far, far);
  await deliver();
  expect(endpoint.received).toHaveLength(1);
});

describe("a replay", () => {
  test.each(["seq", "time"])("by %s delivers all events again from there on", async (by) => {
    await createWebhook("crm", ["users.*.update.name"]);
    const userId = await newUser();
    for (const name of ["1", "2", "3"]) await ask("PATCH", `/users/${userId}/name`, { body: { name } });
    await deliver();
    const [last] = await rows("SELECT max(seq) AS seq FROM logs");
    const seq = Number(last?.["seq"]);
    // The first two happened long ago.
    await rows("UPDATE logs SET created_at = created_at - 3600000 WHERE seq < ?", seq);
    const from = by === "seq" ? String(seq) : new Date(Date.now() - 600_000).toISOString();
    expect((await ask("POST", "/webhooks/crm/replay", { body: { from } })).status).toBe(200);
    endpoint.received.length = 0;
    await deliver();
    expect(endpoint.received.map(({ id }) => Number(id.split("_")[1]))).toEqual([seq]);
  });
});

test("a change is delivered right after the answer", async () => {
  // The isolate remembers that there is no webhook; creating one clears that.
  await createUser();
  const body = { webhookId: "crm", url: "https://hooks.example/in", name: "CRM", events: ["users.*.create"] };
  expect((await call("POST", "/webhooks", { body })).status).toBe(201);
  const userId = await createUser();
  await vi.waitFor(() => expect(endpoint.received.map(({ name }) => name)).toContain(`users.${userId}.create`));
});

test("a read and a preflight start no run", async () => {
  await createWebhook("crm", ["users.*.create"]);
  await newUser();
  expect((await call("GET", "/users")).status).toBe(200);
  expect((await call("OPTIONS", "/users", { headers: { origin: "http://rollcall.test" } })).status).toBeLessThan(300);
  // A run would have taken the lease before the next request was answered.
  expect((await call("GET", "/users")).status).toBe(200);
  expect(await stateOf("crm")).toMatchObject({ lease: "" });
  expect(endpoint.received).toEqual([]);
});

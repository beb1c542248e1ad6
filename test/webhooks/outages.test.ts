/** Endpoints that are down, slow or refuse events, and faults of the Worker (docs/spec/events.md#deliveries). */
import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { ask, createWebhook, deliver, type Endpoint, fillLog, newUser, playEndpoint, stateOf } from "./endpoint.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

let endpoint: Endpoint;
holdClock();
beforeEach(() => {
  endpoint = playEndpoint();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rows("DELETE FROM webhooks");
});

const answering = (status: number) => () => new Response(null, { status });

/** Runs the dispatcher as the cron does, in the minutes with due events. @param until milliseconds past noon */
async function cronUntil(until: number, from = 0): Promise<void> {
  for (let time = from; time <= until;) {
    setClock(time);
    await deliver();
    const { next_at: nextAt, pending_at: pendingAt } = await stateOf("crm");
    const due = Math.min(...[nextAt, pendingAt].map(Number).filter((instant) => instant > noon + time));
    time = Number.isFinite(due) ? Math.ceil((due - noon) / minute) * minute : until + 1;
  }
}

test("an endpoint that is down for five hours is tried once an hour, and gets all events within one", async () => {
  await createWebhook("crm", ["users.*"]);
  await fillLog(300, 30);
  endpoint.answer = answering(503);
  await cronUntil(5 * hour);
  expect(endpoint.received.length).toBeLessThan(30);
  expect(await stateOf("crm")).toMatchObject({ pending: "[]", dropped: 0, enabled: 1 });
  endpoint.answer = answering(200);
  endpoint.received.length = 0;
  await cronUntil(6 * hour + minute, 5 * hour);
  const seqs = endpoint.received.map(({ id }) => Number(id.split("_")[1]));
  expect(new Set(seqs).size).toBe(300);
  expect(seqs).toHaveLength(300);
});

test("an endpoint that is down for two days and a half gets the event that a quiet deployment had for it", async () => {
  await createWebhook("crm", ["users.*.create"]);
  const userId = await newUser();
  endpoint.answer = answering(500);
  await cronUntil(2.5 * day);
  endpoint.answer = answering(200);
  endpoint.received.length = 0;
  await cronUntil(3.5 * day, 2.5 * day);
  expect(endpoint.received.map(({ name }) => name)).toEqual([`users.${userId}.create`]);
});

test("one failure, long after another, does not disable a webhook", async () => {
  await createWebhook("crm", ["users.*.create"]);
  await rows("UPDATE webhooks SET pending = ?", JSON.stringify([]));
  await newUser();
  endpoint.answer = answering(500);
  await deliver();
  await rows("UPDATE webhooks SET pending = json_set(pending, '$[0].tries', 13, '$[0].nextAt', 0), pending_at = 0");
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await deliver();
  expect(await stateOf("crm")).toMatchObject({ dropped: 1, pending: "[]", failing_since: null });
  setClock(10 * day);
  await newUser();
  await deliver();
  expect(await stateOf("crm")).toMatchObject({ enabled: 1, failing_since: noon + 10 * day });
});

test("20 users with 100 refused events each hold up no other user, and get all of them, in order, once they are accepted", async () => {
  await createWebhook("crm", ["users.*"]);
  // Of 25 users, u5 to u24 are refused.
  await fillLog(2_500, 25);
  const isRefused = (name: string) => Number(/^users\.u(\d+)\./.exec(name)?.[1]) >= 5;
  endpoint.answer = ({ name }) => new Response(null, { status: isRefused(name) ? 500 : 200 });
  for (let run = 0; run < 10; run++) {
    setClock(run * minute);
    await deliver();
  }
  const others = endpoint.received.filter(({ name }) => !isRefused(name)).map(({ id }) => id);
  expect([others.length, new Set(others).size]).toEqual([500, 500]);
  const { cursor, pending } = await stateOf("crm");
  expect(cursor).toBe((await rows("SELECT max(seq) AS seq FROM logs"))[0]?.["seq"]);
  expect(JSON.parse(String(pending))).toHaveLength(400);

  // Hours of refusals alone do not make the endpoint count as down for new events.
  await cronUntil(5 * hour, 10 * minute);
  const name = `users.${await newUser()}.create`;
  await deliver();
  expect(endpoint.received.at(-1)?.name).toBe(name);

  endpoint.answer = answering(200);
  endpoint.received.length = 0;
  for (let run = 1; run < 10; run++) {
    setClock(2 * day + run * hour);
    await deliver();
  }
  expect(await stateOf("crm")).toMatchObject({ pending: "[]", dropped: 0, enabled: 1 });
  const bySubject = Map.groupBy(endpoint.received, ({ name }) => name);
  expect(bySubject.size).toBe(20);
  for (const events of bySubject.values()) {
    const seqs = events.map(({ id }) => Number(id.split("_")[1]));
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, nth) => (seqs[0] ?? 0) + 25 * nth));
  }
});

test("a team's events beyond the pending list are found again", async () => {
  await createWebhook("crm", ["teams.*.update"]);
  await rows(
    `INSERT INTO logs (created_at, event, operation, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 89)
     SELECT ?, CASE WHEN i % 3 = 2 THEN 'team.create' ELSE 'team.update' END, 'teamsUpdateName', 'team/crew', NULL,
       'key', '', '', '', '', '' FROM n`,
    Date.now(),
  );
  endpoint.answer = answering(500);
  await deliver();
  await newUser();
  endpoint.answer = answering(200);
  endpoint.received.length = 0;
  setClock(hour);
  await deliver();
  // One event in three has a name that matches no pattern of the webhook.
  expect(endpoint.received.map(({ name }) => name)).toEqual(Array.from({ length: 60 }, () => "teams.crew.update"));
  expect(await stateOf("crm")).toMatchObject({ pending: "[]" });
});

test("a changed endpoint gets pending events at once", async () => {
  await createWebhook("crm", ["users.*.create"]);
  const userId = await newUser();
  endpoint.answer = answering(500);
  for (const time of [0, minute, 3 * minute, 7 * minute]) {
    setClock(time);
    await deliver();
  }
  endpoint.answer = answering(200);
  endpoint.received.length = 0;
  const body = { name: "CRM", url: "https://hooks.example/new", events: ["users.*.create"] };
  await ask("PUT", "/webhooks/crm", { body });
  await deliver();
  expect(endpoint.received.map(({ name, url }) => [name, url])).toEqual([[`users.${userId}.create`, body.url]]);
});

test("the result of a run for an old address does not affect the new one", async () => {
  await createWebhook("crm", ["users.*.create"]);
  await newUser();
  const body = { name: "CRM", url: "https://hooks.example/new", events: ["users.*.create"] };
  endpoint.answer = async ({ url }) => {
    if (url === body.url) return new Response(null, { status: 200 });
    await ask("PUT", "/webhooks/crm", { body });
    return new Response(null, { status: 410 });
  };
  await deliver();
  expect(await stateOf("crm")).toMatchObject({ enabled: 1, url: body.url });
  await deliver();
  expect(endpoint.received.at(-1)?.url).toBe(body.url);
  expect(await stateOf("crm")).toMatchObject({ pending: "[]", attempts: 0 });
});

test("a webhook that is disabled while a run delivers for it gets no further page", async () => {
  await createWebhook("crm", ["users.*"]);
  await fillLog(250, 50);
  endpoint.answer = async () => {
    if (endpoint.received.length === 20) await rows("UPDATE webhooks SET enabled = 0");
    return new Response(null, { status: 200 });
  };
  await deliver();
  expect(endpoint.received.length).toBeLessThanOrEqual(100);
});

describe("an endpoint that", () => {
  const cases = {
    "answers 200 after the deadline": () =>
      Promise.reject(new DOMException("The operation timed out.", "TimeoutError")),
    "speaks no HTTP": () => Promise.reject(new TypeError("Network connection lost.")),
  } as const;
  test.each(Object.entries(cases))("%s gets the event again", async (_, answer) => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    endpoint.answer = answer;
    await deliver();
    endpoint.answer = answering(200);
    setClock(minute);
    await deliver();
    const [first, second] = endpoint.received;
    expect(second?.id).toBe(first?.id);
    expect(endpoint.received).toHaveLength(2);
  });

  test("breaks off its answer has accepted the event", async () => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    const broken = { cancel: () => Promise.reject(new Error("The connection was reset.")) };
    endpoint.answer = () => new Response(new ReadableStream(broken), { status: 200 });
    await deliver();
    expect(await stateOf("crm")).toMatchObject({ pending: "[]", attempts: 0 });
  });
});

test("a slow endpoint does not delay another", async () => {
  await createWebhook("slow", ["users.*"], { url: "https://slow.example/in" });
  await createWebhook("fast", ["users.*"], { url: "https://fast.example/in" });
  await fillLog(24, 24);
  const underWay = { now: 0, most: 0 };
  endpoint.answer = async ({ url }) => {
    underWay.most = Math.max(underWay.most, ++underWay.now);
    await scheduler.wait(url.includes("slow") ? 20 : 1);
    underWay.now -= 1;
    return new Response(null, { status: 200 });
  };
  await deliver();
  expect(underWay.most).toBe(6);
  expect(endpoint.received).toHaveLength(48);
});

describe("a fault of the Worker", () => {
  test("a secret that cannot be opened stops no other webhook, and is reported", async () => {
    await createWebhook("broken", ["users.*.create"]);
    await createWebhook("crm", ["users.*.create"]);
    await rows("UPDATE webhooks SET secret = 'nonsense' WHERE id = 'broken'");
    const lines = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await newUser();
    await deliver();
    expect(endpoint.received).toHaveLength(1);
    expect(lines).toHaveBeenCalledWith(expect.stringContaining('"webhookId":"broken"'));
    const { cursor } = await stateOf("crm");
    expect(Number((await stateOf("broken"))["cursor"])).toBeLessThan(Number(cursor));
    expect((await ask("PATCH", "/webhooks/broken/secret", { body: {} })).status).toBe(200);
    await ask("PUT", "/webhooks/broken", { body: { name: "B", url: "https://b.example", events: ["users.*.create"] } });
    await deliver();
    expect(endpoint.received).toHaveLength(2);
  });

  test("a row that cannot be read fails its event, and no other", async () => {
    await createWebhook("crm", ["users.*.create"]);
    const [broken, well] = [await newUser(), await newUser()];
    await rows("UPDATE users SET prefs = 'nonsense' WHERE id = ?", broken);
    await deliver();
    expect(endpoint.received.map(({ name }) => name)).toEqual([`users.${well}.create`]);
    expect(await stateOf("crm")).toMatchObject({ error: "The body of the event could not be made." });
    await rows("UPDATE users SET prefs = '{}' WHERE id = ?", broken);
    setClock(minute);
    await deliver();
    expect(endpoint.received.at(-1)?.name).toBe(`users.${broken}.create`);
  });

  test("events that the log has lost are counted as dropped", async () => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    endpoint.answer = answering(500);
    await deliver();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await rows("DELETE FROM logs");
    setClock(minute);
    await deliver();
    expect(await stateOf("crm")).toMatchObject({ dropped: 1, pending: "[]", pending_at: null });
  });

  test("a failing job stops no other job of its cron", async () => {
    const { default: worker } = await import("../../src/worker.ts");
    const { jobs } = await import("../../src/jobs/index.ts");
    const ran: string[] = [];
    for (const job of jobs) {
      vi.spyOn(job, "run").mockImplementation(async () => {
        if (job.name === "send-messages") throw new Error("The database is out of reach.");
        await scheduler.wait(1);
        ran.push(job.name);
        return null;
      });
    }
    const controller = createScheduledController({ scheduledTime: new Date(), cron: "* * * * *" });
    await expect(worker.scheduled(controller, env, createExecutionContext())).rejects.toThrow(
      "The database is out of reach.",
    );
    expect(ran).toContain("deliver-events");
  });
});

describe("a clock that goes back", () => {
  test("by an hour while an event waits delays it by no more than that, and loses nothing", async () => {
    await createWebhook("crm", ["users.*.create"]);
    endpoint.answer = answering(500);
    await newUser();
    await deliver();
    setClock(-hour);
    endpoint.answer = answering(200);
    const later = await newUser();
    await deliver();
    expect(endpoint.received.at(-1)?.name).toBe(`users.${later}.create`);
    setClock(minute);
    await deliver();
    expect(endpoint.received).toHaveLength(3);
    expect(await stateOf("crm")).toMatchObject({ pending: "[]" });
  });

  test("by ten minutes during a run leaves no lease for longer than a lease lasts", async () => {
    await createWebhook("crm", ["users.*.create"]);
    await newUser();
    await rows("UPDATE webhooks SET lease = 'dead', lease_end = ?", Date.now() + minute);
    setClock(-10 * minute);
    await deliver();
    expect(endpoint.received).toHaveLength(1);
  });
});

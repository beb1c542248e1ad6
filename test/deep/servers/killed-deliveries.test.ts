/**
 * Deliveries by a real workerd that is killed repeatedly, with its database on disk: no event is lost, the order of each
 * user's events holds, and only events of the current page are repeated (docs/decisions/0022-events.md).
 */
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";

const [eventsMax, usersMax, kills] = [10_000, 40, 5];

/** The events that the endpoint has accepted, in the order of their first arrival. */
const taken = new Map<string, string>();
const counts = { calls: 0, doubles: 0, kills: 0 };

/** The workerd processes that this process has started. */
const workerds = (): readonly number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const [, name, fields = ""] = /\((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
        return name === "workerd" && Number(fields.split(" ")[1]) === process.pid;
      } catch {
        // The process has ended since the folder was read.
        return false;
      }
    });

const isKillDue = () => counts.kills < kills && taken.size >= ((counts.kills + 1) * eventsMax) / (kills + 1);

const endpoint = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    counts.calls += 1;
    // 30 % fail, spread out, so that the endpoint does not count as down.
    if ((counts.calls * 7) % 10 < 3) {
      response.writeHead(500).end();
      return;
    }
    const id = String(request.headers["webhook-id"]);
    const [, user = ""] = String(request.headers["x-appwrite-webhook-events"]).split(",")[0]?.split(".") ?? [];
    if (taken.has(id)) counts.doubles += 1;
    else taken.set(id, user);
    if (isKillDue()) {
      counts.kills += 1;
      for (const pid of workerds()) process.kill(pid, "SIGKILL");
    }
    response.writeHead(204).end();
  });
});

const path = mkdtempSync(join(tmpdir(), "rollcall-killed-"));
let server: Server;
beforeAll(async () => {
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  server = await startServer({}, { state: { path, isNew: true } });
});
afterAll(async () => {
  await server.stop();
  endpoint.close();
  rmSync(path, { recursive: true });
});

/** Makes pending events due, and ends the lease of a killed run. */
const hurry = () =>
  server.db.exec(
    `UPDATE webhooks SET lease_end = 0, next_at = 0, pending_at = CASE WHEN pending = '[]' THEN NULL ELSE 0 END, pending = (SELECT coalesce(json_group_array(json_set(value, '$.nextAt', 0)), '[]') FROM json_each(pending))`,
  );

const isDone = async () => {
  const state = await server.db
    .prepare("SELECT pending = '[]' AND cursor = (SELECT max(seq) FROM logs) AS done, dropped FROM webhooks")
    .first<{ done: number; dropped: number }>();
  expect(state?.dropped).toBe(0);
  return state?.done === 1;
};

test(
  "10,000 events at an endpoint that fails 30 %, through five kills",
  async () => {
    const client = new node.Client().setEndpoint(server.endpoint).setProject(server.projectId).setKey(server.key);
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`;
    const users = new node.Users(client);
    for (let i = 0; i < usersMax; i++) await users.create({ userId: `u${i}`, name: `User ${i}` });
    await new node.Webhooks(client).create({ webhookId: "crm", url, name: "CRM", events: ["users.*.update.name"] });
    await server.db
      .prepare(
        `INSERT INTO logs (created_at, event, operation, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
         SELECT ?, 'user.update', 'usersUpdateName', 'user/' || id, seq, 'key', '', '', '', '', ''
         FROM n JOIN users ON users.id = 'u' || (i * 31 % CAST(? AS INTEGER)) ORDER BY i`,
      )
      .bind(eventsMax, Date.now(), usersMax)
      .run();

    for (let run = 0; run < 300 && !(await isDone()); run++) {
      await hurry();
      const killed = counts.kills;
      await server.strike("* * * * *").catch((error: unknown) => {
        if (counts.kills === killed) throw error;
      });
      if (counts.kills > killed) {
        await server.stop().catch(() => undefined);
        server = await startServer({}, { state: { path, isNew: false } });
      }
    }

    expect(await isDone()).toBe(true);
    expect(counts.kills).toBe(kills);
    expect(taken.size).toBe(eventsMax);
    const byUser = Map.groupBy(taken, ([, user]) => user);
    expect(byUser.size).toBe(usersMax);
    for (const events of byUser.values()) {
      const seqs = events.map(([id]) => Number(id.split("_")[1]));
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    }
    // One page of new events and one of pending ones.
    expect(counts.doubles).toBeLessThanOrEqual(kills * 250);
    expect(counts.calls).toBeLessThan(2 * eventsMax);
  },
  15 * 60_000,
);

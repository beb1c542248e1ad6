/** The cost of events in statements and rows, with no webhook, one and ten. The figures are exact. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cronLimits, deliverEvents } from "../../src/flows/events/deliver.ts";
import { parseConfig } from "../../src/http/config.ts";
import { kick } from "../../src/jobs/deliver-events.ts";
import { type Binding, Database } from "../../src/storage/database.ts";
import { rows } from "../harness/database.ts";
import { deliveryBudgets } from "./budgets.ts";
import { ask, createWebhook, type Endpoint, newUser, playEndpoint } from "./endpoint.ts";

/** The database, and a record of its statements. */
function meter() {
  const cost = { statements: [] as number[], rowsRead: 0, rowsWritten: 0 };
  const db: Binding = {
    prepare: (query) => env.DB.prepare(query),
    async batch<T>(statements: D1PreparedStatement[]) {
      const results = await env.DB.batch<T>(statements);
      cost.statements.push(statements.length);
      for (const { meta } of results) {
        cost.rowsRead += meta.rows_read;
        cost.rowsWritten += meta.rows_written;
      }
      return results;
    },
  };
  return { cost, db };
}

const parsed = parseConfig(env);
if (!parsed.ok) throw new Error(parsed.error);
const config = parsed.value;

let endpoint: Endpoint;
beforeEach(() => {
  endpoint = playEndpoint();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rows("DELETE FROM webhooks");
});

describe("A run costs its budget and not a row more", () => {
  test.each(Object.entries(deliveryBudgets))("%s", async (_, { events, webhooks, ...budget }) => {
    const pattern = events === 0 ? "teams.*" : "users.*.create";
    for (let i = 0; i < webhooks; i++) await createWebhook(`w${i}`, [pattern]);
    // Webhooks receive the events of each other's creation.
    await rows("UPDATE webhooks SET cursor = (SELECT max(seq) FROM logs)");
    for (let i = 0; i < Math.max(1, events); i++) await newUser({ email: `u${Date.now()}.${i}@example.com` });
    const { cost, db } = meter();
    await deliverEvents({ ...config, db }, new Database(db), cronLimits);
    expect(endpoint.received).toHaveLength(webhooks * events);
    const sorted = ([first, ...rest]: readonly number[]) => [first, ...rest.toSorted((a, b) => a - b)];
    expect({ ...cost, statements: sorted(cost.statements) }).toEqual({
      ...budget,
      statements: sorted(budget.statements),
    });
  });
});

test("without a webhook, a request reads them once a minute, at no other cost", async () => {
  const { cost, db } = meter();
  for (let i = 0; i < 3; i++) await kick({ ...config, db }, () => undefined);
  expect(cost.statements).toEqual([2]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  await kick({ ...config, db }, () => undefined);
  vi.useRealTimers();
  expect(cost.statements).toEqual([2, 2]);
});

test("a replay by time reads a few rows of a long log", async () => {
  await createWebhook("crm", ["users.*"]);
  await rows(
    `INSERT INTO logs (created_at, event, operation, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
     SELECT 1e12 + i * 1000, 'user.update', 'usersUpdateName', 'user/u', 1, 'key', '', '', '', '', '' FROM n`,
  );
  const [before] = await rows("SELECT max(seq) AS seq FROM logs");
  const from = new Date(1e12 + 5_000_000).toISOString();
  expect((await ask("POST", "/webhooks/crm/replay", { body: { from } })).status).toBe(200);
  const [after] = await rows("SELECT cursor FROM webhooks");
  // A minute early, because clocks differ.
  expect(Number(before?.["seq"]) - Number(after?.["cursor"])).toBe(5_000 + 60);
});

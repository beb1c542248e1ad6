/** The number of events over time (docs/spec/events.md#usage). */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { tallyEvents } from "../../src/jobs/tally-events.ts";
import { Database } from "../../src/storage/database.ts";
import { createPerson, guest, signIn } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { trySignIn, wrongPassword } from "../harness/guesses.ts";
import { createKey } from "../harness/keys.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

holdClock();
beforeEach(async () => {
  for (const table of ["logs", "tallies"]) await env.DB.exec(`DELETE FROM ${table}`);
  await env.DB.exec("UPDATE log_cursors SET seq = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'logs'), 0)");
});

const [hour, day] = [3_600_000, 86_400_000];
const database = new Database(env.DB);
const run = () => tallyEvents(database, Date.now());

const tallies = async () =>
  Object.fromEntries(
    (await rows("SELECT event, n FROM tallies WHERE unit = 'ever' ORDER BY event")).map(({ event, n }) => [event, n]),
  );

interface Point {
  readonly value: number;
  readonly date: string;
}

interface Usage {
  readonly range: string;
  readonly users: readonly Point[];
  readonly sessions: readonly Point[];
  /** The answer of `GET /activities/usage`. */
  readonly values: readonly Point[];
}

const usage = async (path: string): Promise<Usage> => (await call("GET", path)).body as unknown as Usage;
const values = (points: readonly Point[]) => points.map(({ value }) => value);

test("the job counts each row once, by the name of its event", async () => {
  const person = await createPerson();
  await signIn(person);
  await call("PATCH", `/users/${person.userId}/email`, { body: { email: `${fresh()}@mail.example` } });
  await call("POST", "/account/tokens/email", {
    ...guest(),
    body: { userId: "unique()", email: `${fresh()}@mail.example` },
  });
  await trySignIn(person.email, wrongPassword);
  const failures = await tallies();
  expect(await run()).toBe(5);
  expect(await run()).toBe(0);
  expect(await tallies()).toEqual({
    ...failures,
    "users.*.create": 1,
    "users.*.sessions.*.create": 1,
    "users.*.tokens.*.create": 1,
    "users.*.update.email": 1,
  });
});

test("runs at the same time count each row once", async () => {
  await Promise.all(Array.from({ length: 5 }, () => createUser()));
  const counted = await Promise.all(Array.from({ length: 6 }, run));
  expect(counted.reduce((sum, each) => sum + each)).toBe(5);
  expect(await tallies()).toEqual({ "users.*.create": 5 });
});

test("a run that fails between reading and writing counts no event, and the next one counts all", async () => {
  await createUser();
  let batches = 0;
  const failing = new Proxy(env.DB, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        if (property === "batch" && ++batches === 2) throw new Error("D1 is gone.");
        return Reflect.apply(member, target, args);
      };
    },
  });
  await expect(tallyEvents(new Database(failing), Date.now())).rejects.toThrow("D1 is gone.");
  expect(await tallies()).toEqual({});
  expect(await run()).toBe(1);
  expect(await tallies()).toEqual({ "users.*.create": 1 });
});

test("an existing log is counted page by page, from rows that were deleted on; a page costs few rows", async () => {
  await rows(
    `INSERT INTO logs (created_at, event, resource, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
     SELECT ? - i * 600000, iif(i % 3 = 0, 'user.create', 'team.create'), 'user/' || i, 'key', '', '', '', '', '' FROM n`,
    noon,
  );
  await env.DB.exec("DELETE FROM logs WHERE seq <= (SELECT min(seq) + 999 FROM logs)");
  const cost = { statements: 0, read: 0, written: 0 };
  const counting = new Proxy(env.DB, {
    get: (target, property) =>
      property === "batch"
        ? async (statements: D1PreparedStatement[]) => {
            const results = await target.batch(statements);
            for (const { meta } of results) {
              cost.statements += 1;
              cost.read += meta.rows_read;
              cost.written += meta.rows_written;
            }
            return results;
          }
        : (Reflect.get(target, property) as (...args: unknown[]) => unknown).bind(target),
  });
  expect(await tallyEvents(new Database(counting), Date.now(), 1)).toBe(5_000);
  expect(cost).toEqual({ statements: 5, read: 10_085, written: 75 });
  expect(await run()).toBe(6_000);
  expect(await tallies()).toEqual({ "teams.*.create": 7_333, "users.*.create": 3_667 });
});

describe("a chart", () => {
  test("of a day has 24 hours, of which the current one is the last; earlier hours are deleted", async () => {
    await createUser();
    await run();
    setClock(23 * hour);
    await createUser();
    await createUser();
    await run();
    const { range, sessions, users } = await usage("/users/usage?range=24h");
    expect({ range, users: values(users), sessions: values(sessions) }).toEqual({
      range: "24h",
      users: [1, ...Array.from({ length: 22 }, () => 0), 2],
      sessions: Array.from({ length: 24 }, () => 0),
    });
    expect(users.map(({ date }) => date).slice(0, 2)).toEqual([
      "2026-11-01T12:00:00.000+00:00",
      "2026-11-01T13:00:00.000+00:00",
    ]);
    setClock(3 * day);
    await createUser();
    await run();
    expect(await rows("SELECT start FROM tallies WHERE unit = 'hour'")).toEqual([{ start: noon + 3 * day }]);
  });

  test.each([
    ["30d", 30],
    ["90d", 90],
  ])("of %s has that many days, and what upstream's console reads", async (range, days) => {
    const person = await createPerson();
    await signIn(person);
    await run();
    setClock((days - 1) * day);
    await createUser();
    await run();
    const body = await usage(`/users/usage?range=${range}`);
    expect(Object.keys(body)).toEqual(["range", "usersTotal", "sessionsTotal", "users", "sessions"]);
    const [users] = await rows("SELECT users FROM user_totals");
    const rest = Array.from({ length: days - 2 }, () => 0);
    expect({ ...body, users: values(body.users), sessions: values(body.sessions) }).toEqual({
      range,
      usersTotal: users?.["users"],
      sessionsTotal: 1,
      users: [1, ...rest, 1],
      sessions: [1, ...rest, 0],
    });
    expect(body.users[0]?.date).toBe("2026-11-01T00:00:00.000+00:00");
  });

  test("is of 30 days by default, and of failed sign-ins as they happen", async () => {
    await trySignIn(`${fresh()}@mail.example`, wrongPassword);
    const { range } = await usage("/users/usage");
    expect(range).toBe("30d");
    const event = "users.*.sessions.fail";
    const body = await usage(`/activities/usage?event=${event}`);
    expect({ ...body, values: values(body.values) }).toEqual({
      event,
      range,
      total: 1,
      values: [...Array.from({ length: 29 }, () => 0), 1],
    });
  });

  test.each(["/users/usage?range=32h", "/activities/usage?range=30d", "/activities/usage?event=users.ann.create"])(
    "GET %s is refused",
    async (path) => expectRefusal(await call("GET", path), "general_argument_invalid"),
  );

  test("is for keys of the scope, and no user has the id `usage`", async () => {
    const key = await createKey({ scopes: ["events.read"] });
    expectRefusal(await call("GET", "/users/usage", { key }), "general_unauthorized_scope");
    expect((await call("GET", "/activities/usage?event=teams.*.create", { key })).status).toBe(200);
    expectRefusal(await call("POST", "/users", { body: { userId: "usage" } }), "general_argument_invalid");
  });
});

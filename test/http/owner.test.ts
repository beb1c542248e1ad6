/** A deployment serves the database of its own project and no other (docs/decisions/0013-one-project.md). */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { rows } from "../harness/database.ts";

/** Records a project in the database, as a deployment does. */
const note = (project: string | null) => env.DB.prepare("UPDATE settings SET project_id = ?").bind(project).run();

beforeEach(async () => {
  await note(null);
});

/** A fresh isolate: its bindings are a new object. */
const newIsolate = (bindings: Readonly<Record<string, unknown>> = {}) => ({ ...env, ...bindings });

/** Sends a request to the Worker's entry. @param key null: a guest's request */
async function ask(isolate: Env, method: string, path: string, body?: object, key: string | null = env.API_KEY) {
  const { default: worker } = await import("../../src/worker.ts");
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://rollcall.test/v1${path}`, {
    method,
    headers: {
      "x-appwrite-project": "rollcall",
      "content-type": "application/json",
      ...(key === null ? {} : { "x-appwrite-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const context = createExecutionContext();
  const response = await worker.fetch(request, isolate, context);
  await waitOnExecutionContext(context);
  return { status: response.status, text: await response.text() };
}

const refused = {
  status: 500,
  text: expect.stringContaining(
    'Rollcall does not serve: this database belongs to the project \\"shop\\", and PROJECT_ID is \\"rollcall\\".',
  ),
};

const countUsers = async () => (await rows("SELECT count(*) AS n FROM users"))[0]?.["n"];

describe("the database of another project", () => {
  beforeEach(() => note("shop"));

  test("is neither read nor written, by any caller", async () => {
    const before = await countUsers();
    expect(await ask(newIsolate(), "GET", "/users")).toEqual(refused);
    expect(await ask(newIsolate(), "POST", "/users", { userId: "unique()", email: "a@shop.test" })).toEqual(refused);
    const guest = { userId: "unique()", email: "b@shop.test", password: "correct horse" };
    expect(await ask(newIsolate(), "POST", "/account", guest, null)).toEqual(refused);
    expect(await countUsers()).toBe(before);
  });

  test("is not swept", async () => {
    await env.DB.prepare("INSERT INTO rate_limits (bucket, count, expire) VALUES ('old', 1, 1)").run();
    const { default: worker } = await import("../../src/worker.ts");
    const controller = createScheduledController({ cron: "30 3 * * *", scheduledTime: new Date() });
    await expect(worker.scheduled(controller, newIsolate(), createExecutionContext())).rejects.toThrow(
      "belongs to the project",
    );
    expect(await rows("SELECT bucket FROM rate_limits WHERE bucket = 'old'")).toHaveLength(1);
  });

  test("is served by the same isolate once the project is renamed", async () => {
    const isolate = newIsolate();
    expect(await ask(isolate, "GET", "/users")).toEqual(refused);
    await note("rollcall");
    expect(await ask(isolate, "GET", "/users")).toMatchObject({ status: 200 });
  });

  test("is refused also under a name that is JSON", async () => {
    await note("42");
    expect(await ask(newIsolate(), "GET", "/users")).toMatchObject({ status: 500 });
  });
});

test.each([[null], ["rollcall"]])(
  "a database of %j is served, for one statement of an isolate's first batch",
  async (project) => {
    await note(project);
    const batches: string[][] = [];
    const prepared = new WeakMap<object, string>();
    const db: Pick<D1Database, "prepare" | "batch"> = {
      prepare: (sql) =>
        new Proxy(env.DB.prepare(sql), {
          get(statement, name) {
            if (name !== "bind") return Reflect.get(statement, name, statement) as unknown;
            return (...values: unknown[]) => {
              const bound = statement.bind(...values);
              prepared.set(bound, sql);
              return bound;
            };
          },
        }),
      batch: (statements) => {
        batches.push(statements.map((statement) => prepared.get(statement) ?? ""));
        return env.DB.batch(statements);
      },
    };
    const isolate = newIsolate({ DB: db });
    for (let time = 0; time < 2; time += 1) expect(await ask(isolate, "GET", "/users")).toMatchObject({ status: 200 });
    const [first = [], second = []] = batches;
    expect(batches).toHaveLength(2);
    expect(first.slice(1)).toEqual(second);
    expect(first[0]).toMatch(/project_id/);
  },
);

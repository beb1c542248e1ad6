/** The recorded use of a key (docs/spec/keys.md#key-use, docs/decisions/0013-one-project.md#keys). */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/http/config.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey, makeKey, readKey } from "../harness/keys.ts";
import { type Between, preparedOf, record, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

holdClock();

const day = 86_400_000;
const recorder = record();
const passOn: Between = (statements, send) => send(preparedOf(statements));

/** Uses a key, and waits for the work after the answer. */
const use = (key: string, sdk?: string, { fetch = serve(passOn) }: CallOptions = {}) =>
  call("GET", "/health", { key, fetch, headers: sdk === undefined ? {} : { "x-sdk-name": sdk } });

/** The recorded use of a key. */
async function noteOf(keyId: string) {
  const [row] = await rows("SELECT accessed_at, sdks FROM keys WHERE id = ?", keyId);
  return { accessedAt: row?.["accessed_at"], sdks: row?.["sdks"] };
}

/** An unused key. */
async function unused() {
  const id = fresh("key");
  return { id, key: await createKey({ id, accessedAt: null }) };
}

describe("the first use", () => {
  test("is noted with its time, and shown", async () => {
    const { id, key } = await unused();
    expect(await readKey(id)).toMatchObject({ accessedAt: "", sdks: [] });
    setClock(123);
    await use(key);
    expect(await noteOf(id)).toEqual({ accessedAt: noon + 123, sdks: "[]" });
    expect(await readKey(id)).toMatchObject({ accessedAt: "2026-11-01T12:00:00.123+00:00", sdks: [] });
  });

  test("changes no other field or row", async () => {
    const { id, key } = await unused();
    await unused();
    const before = await dump();
    await use(key, "php");
    const after = await dump();
    const noted = before["keys"]?.map((row) =>
      row["id"] === id ? { ...row, accessed_at: noon, sdks: '["php"]' } : row,
    );
    expect(after).toEqual({ ...before, keys: noted });
  });

  test("counts where the request is refused for the scope, and where it is for its parameters", async () => {
    for (const path of ["/users", "/project/keys/_"]) {
      const { id, key } = await unused();
      expect((await call("GET", path, { key, fetch: serve(passOn) })).status).toBeGreaterThanOrEqual(400);
      expect(await noteOf(id)).toMatchObject({ accessedAt: noon });
    }
  });

  test("is not noted where the key is expired, unknown, or of another project", async () => {
    const id = fresh("key");
    const key = await createKey({ id, accessedAt: null, expire: noon });
    expectRefusal(await use(key, "php"), "project_key_expired");
    const { key: fine } = await unused();
    const elsewhere = { "x-appwrite-project": "other", "x-sdk-name": "php" };
    expectRefusal(
      await call("GET", "/health", { key: fine, headers: elsewhere, fetch: serve(passOn) }),
      "project_not_found",
    );
    expectRefusal(await use(`${fine}0`, "php"), "user_unauthorized");
    expect(await rows("SELECT id FROM keys WHERE expire = ? AND accessed_at IS NOT NULL", noon)).toEqual([]);
    expect(await rows("SELECT id FROM keys WHERE sdks LIKE '%php%' AND id = ?", id)).toEqual([]);
  });

  test("is noted after the answer, which does not wait for it", async () => {
    const { id, key } = await unused();
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const { done, fetch } = serveAfter(held);
    expect((await use(key, undefined, { fetch })).status).toBe(200);
    expect(await noteOf(id)).toMatchObject({ accessedAt: null });
    release(undefined);
    await done();
    expect(await noteOf(id)).toMatchObject({ accessedAt: noon });
  });

  test("is served even if its use cannot be noted", async () => {
    const { id, key } = await unused();
    const { promise: held, reject: fail } = Promise.withResolvers<undefined>();
    const { done, fetch } = serveAfter(held);
    expect((await use(key, undefined, { fetch })).status).toBe(200);
    const log = vi.spyOn(console, "error").mockReturnValue();
    fail(new Error("D1_ERROR: Network connection lost."));
    await done();
    expect(log).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^\{"level":"error","requestId":"[0-9a-f-]{36}",.*"D1_ERROR: Network connection lost\."/),
    );
    log.mockRestore();
    expect(await noteOf(id)).toMatchObject({ accessedAt: null });
  });
});

/** The app on a database whose writes wait for `held`. `done` resolves when the work after the answer has ended. */
function serveAfter(held: Promise<undefined>) {
  const config = parseConfig({ ...env, DB: holding(held) });
  if (!config.ok) throw new Error(config.error);
  const app = createApp(config.value);
  const context = createExecutionContext();
  return {
    fetch: (request: Request) => app.fetch(request, env, context),
    done: () => waitOnExecutionContext(context),
  };
}

/** The database, whose writes all wait. */
function holding(held: Promise<undefined>): Pick<D1Database, "prepare" | "batch"> {
  const changes = new WeakSet<D1PreparedStatement>();
  return {
    prepare(sql) {
      const statement = env.DB.prepare(sql);
      return new Proxy(statement, {
        get(target, name) {
          if (name !== "bind") return Reflect.get(target, name);
          return (...values: unknown[]) => {
            const bound = target.bind(...values);
            if (/^update/i.test(sql)) changes.add(bound);
            return bound;
          };
        },
      });
    },
    async batch<T>(statements: D1PreparedStatement[]) {
      if (statements.some((statement) => changes.has(statement))) await held;
      return env.DB.batch<T>(statements);
    },
  };
}

describe("a later use", () => {
  test("is noted once a day at the most, whether the key is remembered or looked up", async () => {
    const { id, key } = await unused();
    const noted: unknown[] = [];
    for (const at of [0, 1, 4_999, 5_000, 3_600_000, day - 1, day, day + 1, day + 5_000, 2 * day - 1, 2 * day]) {
      setClock(at);
      recorder.take();
      await use(key, undefined, { fetch: recorder.fetch });
      if (recorder.take().rowsWritten > 0) noted.push(at);
      expect(await noteOf(id)).toMatchObject({ accessedAt: noon + Number(noted.at(-1)) });
    }
    expect(noted).toEqual([0, day, 2 * day]);
  });

  test("by a new SDK is noted at once, the SDK at the end and once", async () => {
    const { id, key } = await unused();
    const steps: [at: number, sdk: string, accessedAt: number, sdks: string[]][] = [
      [0, "Node.js", 0, ["node.js"]],
      [1, "Node.js", 0, ["node.js"]],
      [2, "PHP", 2, ["node.js", "php"]],
      [3, "node.JS", 2, ["node.js", "php"]],
      [6_000, "php", 2, ["node.js", "php"]],
      [6_001, ".NET", 6_001, ["node.js", "php", ".net"]],
      [6_002, "curl", 6_001, ["node.js", "php", ".net"]],
      [12_000, "", 6_001, ["node.js", "php", ".net"]],
      [day + 6_001, "PHP", day + 6_001, ["node.js", "php", ".net"]],
    ];
    for (const [at, sdk, accessedAt, sdks] of steps) {
      setClock(at);
      await use(key, sdk);
      expect(await noteOf(id)).toEqual({ accessedAt: noon + accessedAt, sdks: JSON.stringify(sdks) });
    }
    expect(await readKey(id)).toMatchObject({ sdks: ["node.js", "php", ".net"] });
  });

  test("of many at once notes one SDK", async () => {
    const { id, key } = await unused();
    const fetch = serve(passOn);
    await Promise.all(Array.from({ length: 20 }, () => use(key, "ruby", { fetch })));
    expect(await noteOf(id)).toEqual({ accessedAt: noon, sdks: '["ruby"]' });
  });
});

test("an update keeps the noted use, and does not count as one", async () => {
  const { id, key } = await unused();
  await use(key, "go");
  setClock(1);
  const { body } = await call("PUT", `/project/keys/${id}`, { body: { name: "New", scopes: [] } });
  expect(body).toMatchObject({ name: "New", accessedAt: "2026-11-01T12:00:00.000+00:00", sdks: ["go"] });
});

test("the bootstrap key and ephemeral keys are not noted", async () => {
  const { body } = await call("POST", "/project/keys/ephemeral", { body: { scopes: ["users.read"], duration: 60 } });
  const before = await dump();
  const fetch = serve(passOn);
  for (const key of [env.API_KEY, String(body["secret"])]) {
    expect((await call("GET", "/users", { key, fetch, headers: { "x-sdk-name": "php" } })).status).toBe(200);
  }
  expect(await dump()).toEqual(before);
});

test("creating a key does not count as its use", async () => {
  const { id } = await makeKey();
  expect(await readKey(id)).toMatchObject({ accessedAt: "", sdks: [] });
});

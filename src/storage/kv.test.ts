import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sql } from "../lib/sql/index.ts";
import { Database } from "./database.ts";
import { addEnding, forget, type Origin, putOrigin, readOrigins, sessionKey } from "./kv.ts";

const { KV: kv } = env;
const origin: Origin = { ip: "198.51.100.7", userAgent: "curl/8.5.0", country: "de" };
const nowhere: Origin = { ip: "", userAgent: "UNKNOWN", country: null };

afterEach(() => {
  vi.restoreAllMocks();
});

test("the key of a session begins with its kind", () => {
  expect(sessionKey("a")).toBe("session/a");
});

describe("a stored body", () => {
  test("has the address, the agent and the country only", async () => {
    await putOrigin(kv, "put", Object.assign({ secret: "hidden" }, origin), 900);
    expect(await kv.get("put")).toBe('{"ip":"198.51.100.7","userAgent":"curl/8.5.0","country":"de"}');
  });

  test.each([
    ["for its TTL", 900, 900],
    ["for its TTL rounded up to a second", 900.2, 901],
    ["for KV's minimum at least", 5, 60],
    ["for KV's minimum if its session has ended", -5, 60],
  ])("is kept %s", async (_, asked, kept) => {
    const put = vi.spyOn(kv, "put");
    await putOrigin(kv, "ttl", origin, asked);
    expect(put.mock.calls).toEqual([["ttl", expect.any(String), { expirationTtl: kept }]]);
  });
});

describe("a read", () => {
  test("returns the stored bodies by key, without absent ones", async () => {
    await putOrigin(kv, "here", origin, 900);
    await putOrigin(kv, "there", nowhere, 900);
    expect(await readOrigins(kv, ["here", "nowhere", "there"])).toEqual(
      new Map([
        ["here", origin],
        ["there", nowhere],
      ]),
    );
  });

  test("is empty for no keys, without asking KV", async () => {
    const get = vi.spyOn(kv, "get");
    expect(await readOrigins(kv, [])).toEqual(new Map());
    expect(get).not.toHaveBeenCalled();
  });

  test("asks for a hundred keys at a time", async () => {
    const keys = Array.from({ length: 201 }, (_, index) => `many${index}`);
    await Promise.all([keys[0], keys[100], keys[200]].map((key = "") => putOrigin(kv, key, origin, 900)));
    const get = vi.spyOn(kv, "get");
    expect([...(await readOrigins(kv, keys)).keys()].toSorted()).toEqual(["many0", "many100", "many200"]);
    expect(get.mock.calls.map(([chunk]) => [chunk].flat().length)).toEqual([100, 100, 1]);
  });

  test.each(["null", "[]", "1", "{}", '{"ip":"","userAgent":""}', '{"ip":"","userAgent":"","country":7}'])(
    "skips the invalid body %s, and returns the others",
    async (body) => {
      await kv.put("strange", body);
      await putOrigin(kv, "sound", origin, 900);
      expect(await readOrigins(kv, ["strange", "sound"])).toEqual(new Map([["sound", origin]]));
    },
  );

  test("is empty where KV fails", async () => {
    vi.spyOn(kv, "get").mockRejectedValue(new Error("KV GET failed: 500"));
    expect(await readOrigins(kv, ["here"])).toEqual(new Map());
  });

  test("is empty where KV throws at once", async () => {
    vi.spyOn(kv, "get").mockImplementation(() => {
      throw new Error("KV GET limit exceeded");
    });
    expect(await readOrigins(kv, ["here"])).toEqual(new Map());
  });

  test("returns the bodies that arrive within a second where KV hangs", async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `slow${index}`);
    await putOrigin(kv, "slow0", origin, 900);
    const get = vi.spyOn(kv, "get");
    get.mockResolvedValueOnce(new Map([["slow0", origin]])).mockReturnValueOnce(new Promise<never>(() => {}));
    const asked = Date.now();
    expect(await readOrigins(kv, keys)).toEqual(new Map([["slow0", origin]]));
    expect(Date.now() - asked).toBeGreaterThan(900);
    expect(Date.now() - asked).toBeLessThan(10_000);
  });
});

describe("a deletion", () => {
  const forgetNow = (keys: readonly string[]) =>
    forget(
      kv,
      keys.map((key) => ({ key })),
    );

  test("deletes that body and no other", async () => {
    for (const key of ["gone1", "gone2", "stays"]) await putOrigin(kv, key, origin, 900);
    await forgetNow(["gone1", "gone2"]);
    expect(await readOrigins(kv, ["gone1", "gone2", "stays"])).toEqual(new Map([["stays", origin]]));
  });

  test("is not asked for where a statement names no key", async () => {
    const remove = vi.spyOn(kv, "delete").mockResolvedValue();
    await forget(kv, [{ key: null }, { key: "named" }]);
    expect(remove.mock.calls).toEqual([["named"]]);
  });

  test("leaves the body to expire if KV fails, without an error", async () => {
    await putOrigin(kv, "stuck", origin, 900);
    vi.spyOn(kv, "delete").mockRejectedValue(new Error("KV DELETE failed: 500"));
    await forgetNow(["stuck"]);
    vi.restoreAllMocks();
    expect(await kv.get("stuck")).not.toBeNull();
  });

  test("covers 300 bodies at most", async () => {
    const remove = vi.spyOn(kv, "delete").mockResolvedValue();
    await forgetNow(Array.from({ length: 301 }, (_, index) => `crowd${index}`));
    expect(remove).toHaveBeenCalledTimes(300);
    expect(remove).toHaveBeenLastCalledWith("crowd299");
  });

  test("covers the rows that a statement has ended, once its batch is committed", async () => {
    for (const key of ["ended", "kept"]) await putOrigin(kv, key, origin, 900);
    const db = new Database(env.DB);
    const failing = db.batch();
    addEnding(failing, { kv }, sql`SELECT 'kept' AS "key"`);
    failing.add(sql`INSERT INTO settings (id) VALUES ('broken')`);
    await expect(failing.run()).rejects.toThrow();
    const batch = db.batch();
    const ended = addEnding(batch, { kv }, sql`SELECT 'ended' AS "key"`);
    await batch.run();
    expect(ended.rows).toEqual([{ key: "ended" }]);
    expect(await readOrigins(kv, ["ended", "kept"])).toEqual(new Map([["kept", origin]]));
  });
});

import { describe, expect, test } from "vitest";
import type { KeyRow } from "../../models/key.ts";
import { KeyCache, max, ttlMs } from "./cache.ts";

const key = (id: string, more: Partial<KeyRow> = {}): KeyRow => ({
  id,
  createdAt: 0,
  updatedAt: 0,
  name: "",
  expire: null,
  scopes: [],
  secret: "",
  accessedAt: null,
  sdks: [],
  ...more,
});

test("has the documented bounds: five seconds, a thousand keys", () => {
  expect({ ttlMs, max }).toEqual({ ttlMs: 5_000, max: 1_000 });
});

describe("A key", () => {
  test("is found for five seconds less one millisecond, by its digest", () => {
    const cache = new KeyCache();
    cache.set("d", key("a"), 1_000);
    expect(cache.get("d", 1_000)).toEqual(key("a"));
    expect(cache.get("d", 5_999)).toEqual(key("a"));
    expect(cache.get("d", 6_000)).toBeUndefined();
    expect(cache.get("e", 1_000)).toBeUndefined();
  });

  test("keeps an entry for five more seconds when it is looked up again", () => {
    const cache = new KeyCache();
    cache.set("d", key("a"), 0);
    cache.set("d", key("a", { name: "new" }), 4_000);
    expect(cache.get("d", 8_999)).toEqual(key("a", { name: "new" }));
    expect(cache.get("d", 9_000)).toBeUndefined();
  });

  test("keeps its age when it is updated", () => {
    const cache = new KeyCache();
    cache.set("d", key("a"), 0);
    cache.update("d", key("a", { sdks: ["php"] }));
    expect(cache.get("d", 4_999)).toEqual(key("a", { sdks: ["php"] }));
    expect(cache.get("d", 5_000)).toBeUndefined();
  });

  test("is not added by an update", () => {
    const cache = new KeyCache();
    cache.update("d", key("a"));
    expect(cache.get("d", 0)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test("is forgotten with all others", () => {
    const cache = new KeyCache();
    cache.set("d", key("a"), 0);
    cache.set("e", key("b"), 0);
    cache.clear();
    expect(cache.get("d", 0)).toBeUndefined();
    expect(cache.get("e", 0)).toBeUndefined();
    expect(cache.size).toBe(0);
  });
});

describe("The number of keys", () => {
  const full = () => {
    const cache = new KeyCache();
    for (let i = 0; i < max; i++) cache.set(`d${i}`, key(`k${i}`), 0);
    return cache;
  };

  test("keeps at most a thousand: the least recently used entry is dropped", () => {
    const cache = full();
    for (let i = 0; i < 5_000; i++) {
      cache.set(`more${i}`, key(`m${i}`), 0);
      expect(cache.size).toBe(max);
    }
    expect(cache.get("d0", 0)).toBeUndefined();
    expect(cache.get(`more${5_000 - max - 1}`, 0)).toBeUndefined();
    expect(cache.get(`more${5_000 - max}`, 0)?.id).toBe(`m${5_000 - max}`);
    expect(cache.get("more4999", 0)?.id).toBe("m4999");
  });

  test("keeps its size when an entry is refreshed, and moves the entry last", () => {
    const cache = full();
    cache.set("d0", key("k0"), 1);
    expect(cache.size).toBe(max);
    expect(cache.get("d1", 0)?.id).toBe("k1");
    cache.set("more", key("m"), 2);
    expect(cache.get("d0", 2)?.id).toBe("k0");
    expect(cache.get("d1", 2)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import type { KeyRow } from "../../models/key.ts";
import { toCaller, useOf } from "./use.ts";

const day = 86_400_000;
const now = 10 * day;

const key = (more: Partial<KeyRow> = {}): KeyRow => ({
  id: "ci",
  createdAt: 7,
  updatedAt: 8,
  name: "CI",
  expire: null,
  scopes: ["users.read", "users.read"],
  secret: "",
  accessedAt: now,
  sdks: [],
  ...more,
});

describe("A use", () => {
  test("is noted the first time", () => {
    expect(useOf(key({ accessedAt: null }), { now, sdk: "" })).toEqual({ accessedAt: now, sdks: [] });
  });

  test("is noted again after a day, and not before", () => {
    expect(useOf(key({ accessedAt: now - day + 1 }), { now, sdk: "" })).toBeNull();
    expect(useOf(key({ accessedAt: now - day }), { now, sdk: "" })).toEqual({ accessedAt: now, sdks: [] });
  });

  test("of an expired key is not noted", () => {
    const unused = { accessedAt: null, sdks: [] };
    expect(useOf(key({ ...unused, expire: now }), { now, sdk: "php" })).toBeNull();
    expect(useOf(key({ ...unused, expire: now - 1 }), { now, sdk: "php" })).toBeNull();
    expect(useOf(key({ ...unused, expire: now + 1 }), { now, sdk: "php" })).toEqual({ accessedAt: now, sdks: ["php"] });
  });
});

describe("An SDK", () => {
  test.each("node.js php python ruby go .net dart kotlin swift rust graphql rest".split(" "))(
    "%s is noted once, at the end",
    (sdk) => {
      const before = sdk === "go" ? ["rust"] : ["go"];
      const use = useOf(key({ sdks: before }), { now, sdk });
      expect(use).toEqual({ accessedAt: now, sdks: [...before, sdk] });
      expect(useOf(key({ sdks: use?.sdks ?? [] }), { now, sdk })).toBeNull();
    },
  );

  test("is noted in lower case, whatever its case", () => {
    expect(useOf(key(), { now, sdk: "Node.js" })).toEqual({ accessedAt: now, sdks: ["node.js"] });
    expect(useOf(key({ sdks: ["node.js"] }), { now, sdk: "NODE.JS" })).toBeNull();
  });

  test.each(["", "Web", "nodejs", "node.js ", "deno", "curl", "constructor", "__proto__", "node.js,php"])(
    "%j is not noted",
    (sdk) => {
      expect(useOf(key(), { now, sdk })).toBeNull();
      expect(useOf(key({ accessedAt: null }), { now, sdk })).toEqual({ accessedAt: now, sdks: [] });
    },
  );
});

test("the bearer of a key is a caller with its scopes and its end", () => {
  expect(toCaller(key({ expire: 9 }))).toEqual({
    kind: "key",
    id: "ci",
    createdAt: 7,
    name: "CI",
    scopes: new Set(["users.read"]),
    expire: 9,
    isEphemeral: false,
  });
});

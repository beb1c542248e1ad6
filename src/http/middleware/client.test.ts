import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { Caller } from "../../domain/context/index.ts";
import type { Origin } from "../../storage/kv.ts";
import type { AppEnv } from "../app-env.ts";
import { client } from "./client.ts";
import { inOrder, type Step } from "./in-order.ts";

const guest: Caller = { kind: "guest" };
const key: Caller = {
  kind: "key",
  id: "k",
  createdAt: 0,
  name: "Key",
  scopes: new Set(),
  expire: null,
  isEphemeral: false,
};

/** The client that the middleware finds in a request. */
async function clientOf(
  caller: Caller,
  headers: Record<string, string>,
  cf?: Record<string, unknown>,
): Promise<Origin> {
  let found: Origin | undefined;
  const app = new Hono<AppEnv>();
  const called: Step = (c) => {
    c.set("caller", caller);
  };
  app.use(inOrder(called, client));
  app.get("/", (c) => {
    found = c.get("client");
    return c.body(null);
  });
  await app.fetch(new Request("http://rollcall.test/", { headers, ...(cf && { cf }) }));
  if (found === undefined) throw new Error("The middleware did not pass the request on.");
  return found;
}

const platform = { "cf-connecting-ip": "198.51.100.7", "user-agent": "browser" };
const forwarded = { "x-forwarded-for": "203.0.113.9, 10.0.0.1", "x-forwarded-user-agent": "phone" };

describe("The address that a proxy forwards", () => {
  test("counts from a key", async () => {
    expect(await clientOf(key, { ...platform, ...forwarded })).toEqual({
      ip: "203.0.113.9",
      userAgent: "phone",
      country: null,
    });
  });
  test("does not count from a guest", async () => {
    expect(await clientOf(guest, { ...platform, ...forwarded })).toEqual({
      ip: "198.51.100.7",
      userAgent: "browser",
      country: null,
    });
  });
  test.each(["2001:db8::1", " 203.0.113.9 ,x"])("may be the address %j", async (address) => {
    const { ip } = await clientOf(key, { ...platform, "x-forwarded-for": address });
    expect(ip).toBe(address.split(",")[0]?.trim());
  });
  test.each(["", "unknown", "203.0.113.9:80", "203.0.113.256", "[2001:db8::1]", ",203.0.113.9", "example.com"])(
    "is the platform's address when the header is the invalid %j",
    async (address) => {
      expect((await clientOf(key, { ...platform, "x-forwarded-for": address })).ip).toBe("198.51.100.7");
    },
  );
  test("is the caller's own agent when it is empty", async () => {
    expect((await clientOf(key, { ...platform, "x-forwarded-user-agent": "" })).userAgent).toBe("browser");
  });
});

describe("an agent", () => {
  test("that is missing is UNKNOWN", async () => {
    expect(await clientOf(guest, {})).toEqual({ ip: "", userAgent: "UNKNOWN", country: null });
  });
  test("is cut at 512 characters", async () => {
    expect((await clientOf(guest, { "user-agent": "x".repeat(600) })).userAgent).toBe("x".repeat(512));
  });
});

describe("the country", () => {
  test.each([
    ["DE", "de"],
    ["XX", null],
    ["T1", null],
    ["", null],
    ["Germany", null],
    [1, null],
  ])("%j is %j", async (country, expected) => {
    expect((await clientOf(guest, platform, { country })).country).toBe(expected);
  });
  test("is that of the platform's address, never of a forwarded one", async () => {
    expect((await clientOf(key, { ...platform, ...forwarded }, { country: "DE" })).country).toBeNull();
  });
});

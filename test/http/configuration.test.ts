/**
 * A Worker with an invalid configuration serves nothing, and reports how to fix it
 * (docs/decisions/0013-one-project.md#secrets).
 */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { parseConfig } from "../../src/http/config.ts";

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => log.mockRestore());

/** Sends a request to the Worker's entry under other bindings; undefined removes one. */
async function ask(bindings: Readonly<Record<string, unknown>>, path = "/v1/ping") {
  const { default: worker } = await import("../../src/worker.ts");
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://rollcall.test${path}`, {
    headers: { "x-appwrite-project": "rollcall", "x-appwrite-key": env.API_KEY },
  });
  const response = await worker.fetch(request, { ...env, ...bindings }, createExecutionContext());
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

const hex = (length: number) => "0123456789abcdef".repeat(20).slice(0, length);
const makeKey = /`openssl rand -hex 128 \| sed s\/\^\/standard_\/`.*`wrangler secret put API_KEY`/;
const makeSecret = /`openssl rand -hex 32`.*`wrangler secret put SECRET_KEY`/;
const makeWebhookSecret = /`echo whsec_\$\(openssl rand -base64 32\)`.*`wrangler secret put MESSAGES_WEBHOOK_SECRET`/;
const webhookUrl = /must be an https:\/\/ address without a user name, or empty/;
const publicUrl = /PUBLIC_URL must be the origin of this Worker, such as .*wrangler\.toml/;
const previousWebhookSecret =
  /must be the previous MESSAGES_WEBHOOK_SECRET, or absent: .*`wrangler secret delete MESSAGES_WEBHOOK_SECRET_PREVIOUS`/;
const webhookBoth = /go together: set both, or neither.*`wrangler secret put MESSAGES_WEBHOOK_SECRET`/;
const dropPrevious = /SECRET_KEY_PREVIOUS must .*`wrangler secret delete SECRET_KEY_PREVIOUS`/;

describe.each([
  ["API_KEY", undefined, makeKey],
  ["API_KEY", "", makeKey],
  ["API_KEY", 42, makeKey],
  ["API_KEY", "standard_0123456789", makeKey],
  ["API_KEY", `standard_${"0".repeat(256)}`.slice(9), makeKey],
  ["API_KEY", `standard_${"0".repeat(64)}`, makeKey],
  ["API_KEY", `standard_${hex(31)}`, makeKey],
  ["API_KEY", `standard_change-me-${hex(64)}`, makeKey],
  ["API_KEY", `standard_your-key-here-${hex(64)}`, makeKey],
  ["API_KEY", `standard_example_${hex(256)}`, makeKey],
  ["SECRET_KEY", undefined, makeSecret],
  ["SECRET_KEY", "", makeSecret],
  ["SECRET_KEY", hex(62), makeSecret],
  ["SECRET_KEY", hex(66), makeSecret],
  ["SECRET_KEY", `${hex(63)}g`, makeSecret],
  ["SECRET_KEY", "0".repeat(64), makeSecret],
  ["SECRET_KEY", "deadbeef".repeat(8), makeSecret],
  ["SECRET_KEY_PREVIOUS", hex(62), dropPrevious],
  ["SECRET_KEY_PREVIOUS", hex(66), dropPrevious],
  ["SECRET_KEY_PREVIOUS", `${hex(63)}g`, dropPrevious],
  ["SECRET_KEY_PREVIOUS", "0".repeat(64), dropPrevious],
  ["SECRET_KEY_PREVIOUS", 42, dropPrevious],
  ["SECRET_KEY_PREVIOUS", env.SECRET_KEY, dropPrevious],
  ["SECRET_KEY_PREVIOUS", env.SECRET_KEY.toUpperCase(), dropPrevious],
  ["RATE_LIMITS", "on", /number from 0 to 1000.*or `off`.*wrangler\.toml/],
  ["RATE_LIMITS", "Off", /number from 0 to 1000/],
  ["RATE_LIMITS", " ", /number from 0 to 1000/],
  ["RATE_LIMITS", "-1", /number from 0 to 1000/],
  ["RATE_LIMITS", "1000.1", /number from 0 to 1000/],
  ["RATE_LIMITS", "1001", /number from 0 to 1000/],
  ["RATE_LIMITS", "1,5", /number from 0 to 1000/],
  ["RATE_LIMITS", "1e2", /number from 0 to 1000/],
  ["RATE_LIMITS", "0x10", /number from 0 to 1000/],
  ["RATE_LIMITS", "Infinity", /number from 0 to 1000/],
  ["RATE_LIMITS", -1, /number from 0 to 1000/],
  ["RATE_LIMITS", 1_001, /number from 0 to 1000/],
  ["RATE_LIMITS", false, /number from 0 to 1000/],
  ["RATE_LIMITS", null, /number from 0 to 1000/],
  ["PROJECT_ID", undefined, /wrangler\.toml/],
  ["PROJECT_ID", "", /wrangler\.toml/],
  ["PROJECT_ID", "_shop", /wrangler\.toml/],
  ["PROJECT_ID", "a".repeat(37), /wrangler\.toml/],
  ["PROJECT_ID", "console", /must not be `console`/],
  ["PROJECT_NAME", "n".repeat(129), /at most 128 characters/],
  ["PROJECT_NAME", "The\nShop", /without control characters/],
  ["PROJECT_NAME", 42, /at most 128 characters/],
  ["PUBLIC_URL", "auth.app.test", publicUrl],
  ["PUBLIC_URL", "http://auth.app.test", publicUrl],
  ["PUBLIC_URL", "https://auth.app.test/v1", publicUrl],
  ["PUBLIC_URL", "https://auth.app.test/?", publicUrl],
  ["PUBLIC_URL", "https://auth.app.test/#", publicUrl],
  ["PUBLIC_URL", "https://ada@auth.app.test", publicUrl],
  ["PUBLIC_URL", "ftp://auth.app.test", publicUrl],
  ["PUBLIC_URL", 42, publicUrl],
  ["LOCAL", "yes", /LOCAL must be `on`, `off` or absent/],
  ["LOCAL", true, /LOCAL must be `on`, `off` or absent/],
  ["ALLOWED_HOSTS", "https://example.com", /comma-separated list of hosts/],
  ["ALLOWED_HOSTS", "a.test, b..test", /comma-separated list of hosts/],
  ["MESSAGES_OUTBOX", "yes", /must be `on` or absent/],
  ["MESSAGES_OUTBOX", true, /must be `on` or absent/],
  ["MESSAGES_WEBHOOK_URL", "app.test/messages", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "http://app.test/messages", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "http://127.0.0.1.app.test/", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "https://ada@app.test/messages", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "https://:word@app.test/messages", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "ftp://app.test/messages", webhookUrl],
  ["MESSAGES_WEBHOOK_URL", 42, webhookUrl],
  ["MESSAGES_WEBHOOK_URL", "https://app.test/messages", webhookBoth],
  ["MESSAGES_WEBHOOK_SECRET", hex(32), webhookBoth],
  ["MESSAGES_WEBHOOK_SECRET", hex(31), makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", "0".repeat(64), makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", `change-me-${hex(64)}`, makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", 42, makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", `whsec_${hex(31)}!`, makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", `whsec_${btoa(hex(23))}`, makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET", `whsec_${btoa(hex(65))}`, makeWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET_PREVIOUS", hex(31), previousWebhookSecret],
  ["MESSAGES_WEBHOOK_SECRET_PREVIOUS", hex(32), previousWebhookSecret],
  ["DB", undefined, /binding DB is missing/],
  ["KV", undefined, /binding KV is missing/],
])("%s = %j", (name, value, remedy) => {
  test("serves nothing and says what to do, in the answer and in one line of the log, without the value", async () => {
    for (const path of ["/v1/ping", "/v1/users", "/v1/openapi.json"]) {
      const answer = await ask({ [name]: value }, path);
      expect(answer).toMatchObject({ status: 500, type: "text/plain; charset=UTF-8" });
      expect(answer.text).toMatch(/^Rollcall does not serve: .*\n$/);
      expect(answer.text).toContain(name);
      expect(answer.text).toMatch(remedy);
      if (typeof value === "string" && value.length > 8) expect(answer.text).not.toContain(value);
      expect(log.mock.lastCall).toEqual([answer.text.trim()]);
    }
  });
});

test("the Worker's own configuration is served, and nothing is logged", async () => {
  expect(await ask({})).toMatchObject({ status: 200, text: "Pong!" });
  expect(log).not.toHaveBeenCalled();
});

test("ALLOWED_HOSTS may be absent, empty or a list", () => {
  const hosts = (ALLOWED_HOSTS?: string) => {
    const config = parseConfig({ ...env, ALLOWED_HOSTS });
    return config.ok ? config.value.allowedHosts : config.error;
  };
  expect(hosts()).toEqual([]);
  expect(hosts("")).toEqual([]);
  expect(hosts("a.test,*.b.test")).toEqual([
    { kind: "exact", host: "a.test" },
    { kind: "below", host: "b.test" },
  ]);
});

describe("SECRET_KEY_PREVIOUS", () => {
  const secretKeys = (bindings: object) => {
    const config = parseConfig({ ...env, ...bindings });
    return config.ok ? config.value.secretKeys.map((key) => Buffer.from(key).toString("hex")) : config.error;
  };

  test("may be absent or empty: then the current secret is the only one", () => {
    expect(secretKeys({})).toEqual([env.SECRET_KEY]);
    expect(secretKeys({ SECRET_KEY_PREVIOUS: undefined })).toEqual([env.SECRET_KEY]);
    expect(secretKeys({ SECRET_KEY_PREVIOUS: "" })).toEqual([env.SECRET_KEY]);
  });

  test("follows the current one, in any case", () => {
    expect(secretKeys({ SECRET_KEY_PREVIOUS: hex(64).toUpperCase() })).toEqual([env.SECRET_KEY, hex(64)]);
  });

  test("is reported when it equals the current one, or is malformed", () => {
    expect(secretKeys({ SECRET_KEY_PREVIOUS: env.SECRET_KEY })).toMatch(/must not be the same as SECRET_KEY/);
    expect(secretKeys({ SECRET_KEY_PREVIOUS: "0" })).toMatch(/must be the previous SECRET_KEY, as 64 hex digits/);
  });
});

test.each([
  [undefined, 1],
  ["", 1],
  ["1", 1],
  ["off", 0],
  ["0", 0],
  ["0.5", 0.5],
  ["2", 2],
  ["1000", 1_000],
  [2.5, 2.5],
  [0, 0],
])("RATE_LIMITS = %j multiplies the limits by %d", (RATE_LIMITS, factor) => {
  expect(parseConfig({ ...env, RATE_LIMITS })).toMatchObject({ ok: true, value: { rateLimits: factor } });
});

test.each([
  [undefined, false],
  ["", false],
  ["off", false],
  ["on", true],
])("MESSAGES_OUTBOX = %j keeps messages here: %j", (MESSAGES_OUTBOX, outbox) => {
  expect(parseConfig({ ...env, MESSAGES_OUTBOX })).toMatchObject({ ok: true, value: { outbox } });
});

test.each([
  [undefined, "rollcall"],
  ["", "rollcall"],
  [" ", "rollcall"],
  ["The Shop", "The Shop"],
  ["店".repeat(128), "店".repeat(128)],
])("PROJECT_NAME = %j shows the name %j", (PROJECT_NAME, projectName) => {
  expect(parseConfig({ ...env, PROJECT_NAME })).toMatchObject({ ok: true, value: { projectName } });
});

test.each([
  ["https://auth.example.com", "https://auth.example.com"],
  ["https://Auth.Example.com/", "https://auth.example.com"],
  ["https://auth.example.com:8443", "https://auth.example.com:8443"],
  ["http://localhost:8787", "http://localhost:8787"],
])("PUBLIC_URL may be %s", (PUBLIC_URL, origin) => {
  const config = parseConfig({ ...env, PUBLIC_URL });
  expect(config.ok && config.value.publicUrl?.origin).toBe(origin);
});

test("without PUBLIC_URL and LOCAL there is no public origin, and this is no developer's machine", () => {
  const without = { publicUrl: null, local: false };
  expect(parseConfig({ ...env, PUBLIC_URL: undefined, LOCAL: undefined })).toMatchObject({ value: without });
  expect(parseConfig({ ...env, PUBLIC_URL: "", LOCAL: "off" })).toMatchObject({ value: without });
});

test.each([
  "https://app.test/messages?of=rollcall",
  "http://localhost:3000/",
  "http://127.0.0.1:3000",
  "http://[::1]/hook",
])("MESSAGES_WEBHOOK_URL may be %s, with its secret", (url) => {
  const bindings = { MESSAGES_WEBHOOK_URL: url, MESSAGES_WEBHOOK_SECRET: hex(32) };
  expect(parseConfig({ ...env, ...bindings })).toMatchObject({ value: { webhook: { url, secrets: [hex(32)] } } });
});

test.each([{}, { MESSAGES_WEBHOOK_URL: "", MESSAGES_WEBHOOK_SECRET: "" }])(
  "the webhook may be absent: %j",
  (bindings) => {
    const { MESSAGES_WEBHOOK_URL: _, ...others } = env;
    expect(parseConfig({ ...others, ...bindings })).toMatchObject({ value: { webhook: null } });
  },
);

test("the outbox logs that it is on, when an isolate begins", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
  const said = () => info.mock.calls.flat().filter((line) => String(line).startsWith("MESSAGES_OUTBOX"));
  await ask({ MESSAGES_OUTBOX: "off" });
  expect(said()).toEqual([]);
  await ask({});
  expect(said()).toEqual(["MESSAGES_OUTBOX: messages to users stay here, and are printed with their secrets."]);
  info.mockRestore();
});

test("no secret is part of the configuration, only the key's digest", () => {
  const config = parseConfig(env);
  expect(config.ok && config.value.apiKeyDigest).toHaveLength(32);
  expect(JSON.stringify(config)).not.toContain(env.API_KEY);
});

/** The settings of a webhook (docs/spec/events.md#webhooks). */
import { afterEach, describe, expect, test } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { ask } from "./endpoint.ts";

afterEach(async () => {
  await rows("DELETE FROM webhooks");
});

const body = { webhookId: "crm", url: "https://hooks.example/in", name: "CRM", events: ["users.*"] };

test.each([
  { tls: false },
  { events: [] },
  { events: ["users"] },
  { events: ["users.*.explode"] },
  { events: ["users.*.create", "users.*.sessions.fail"] },
  { events: Array.from({ length: 101 }, () => "users.*") },
  { url: "http://hooks.example/in" },
  { url: "https://ann:secret@hooks.example/in" },
  { url: "https://127.0.0.1/in" },
  { url: "https://[::1]/in" },
  { url: "https://169.254.169.254/latest" },
  { url: "https://printer/in" },
  { url: "ftp://hooks.example/in" },
  { url: `https://hooks.example/${"x".repeat(2_048)}` },
  { secret: "short" },
  { name: "" },
])("%j is refused, and nothing is written", async (wrong) => {
  expectRefusal(await ask("POST", "/webhooks", { body: { ...body, ...wrong } }), "general_argument_invalid");
  expect(await rows("SELECT * FROM webhooks")).toEqual([]);
});

describe("an endpoint on this machine", () => {
  const url = "http://localhost:3000/hook";
  const create = (base: string, LOCAL: "on" | "off") =>
    call("POST", `${base}/v1/webhooks`, { body: { ...body, url }, fetch: appWith({ LOCAL }) });

  test("is accepted by a Worker of this machine", async () => {
    expect((await create("http://localhost:8787", "on")).body).toMatchObject({ url });
  });

  test.each([
    ["of a deployment, even one requested under a loopback host", "http://localhost:8787", "off"],
    ["of this machine requested from another one", "http://192.168.0.20:8787", "on"],
  ] as const)("is refused by a Worker %s", async (_, base, local) => {
    expectRefusal(await create(base, local), "general_argument_invalid");
    expect(await rows("SELECT * FROM webhooks")).toEqual([]);
  });
});

test("the secret and the password are shown once, and are sealed", async () => {
  const created = await ask("POST", "/webhooks", { body: { ...body, authPassword: "a password" } });
  const { secret } = created.body;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(created.body).toMatchObject({ authPassword: "", tls: true, enabled: true, logs: "", attempts: 0 });
  expect((await ask("GET", "/webhooks/crm")).body).toEqual({ ...created.body, secret: "" });
  const stored = JSON.stringify(await rows("SELECT * FROM webhooks"));
  for (const text of [String(secret), "a password"]) expect(stored).not.toContain(text);
});

test.each(["0", "-1", "yesterday", "1.5"])("a replay refuses %s", async (from) => {
  await ask("POST", "/webhooks", { body });
  expectRefusal(await ask("POST", "/webhooks/crm/replay", { body: { from } }), "general_argument_invalid");
});

test.each(["whsec_", "whsec_!!!!!!!!", `whsec_${btoa("a".repeat(23))}`, `whsec_${btoa("a".repeat(65))}`])(
  "a creation and a rotation refuse the secret %s",
  async (secret) => {
    expectRefusal(await ask("POST", "/webhooks", { body: { ...body, secret } }), "general_argument_invalid");
    await ask("POST", "/webhooks", { body });
    expectRefusal(await ask("PATCH", "/webhooks/crm/secret", { body: { secret } }), "general_argument_invalid");
  },
);

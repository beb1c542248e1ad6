/** The webhook of messages, end to end: a server receives the Worker's requests, and verifies them as a receiver would. */
import { createHmac } from "node:crypto";
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseConfig } from "../../src/http/config.ts";
import { webhookRequest } from "../../src/lib/delivery/webhook.ts";
import { BrowserClient } from "./harness/browser.ts";
import { type Server, startServer } from "./harness/server.ts";
import { type Receiver, startReceiver } from "./harness/webhook-receiver.ts";

const secret = `whsec_${Buffer.from("0123456789abcdefghijklmnopqrstuv").toString("base64")}`;

let receiver: Receiver;
let server: Server;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await startServer({
    MESSAGES_OUTBOX: "off",
    MESSAGES_WEBHOOK_URL: receiver.url,
    MESSAGES_WEBHOOK_SECRET: secret,
  });
});
afterAll(async () => {
  await server.stop();
  receiver.stop();
});

test("a recovery arrives once, signed, with the link in it, and the outbox stays empty", async () => {
  const { endpoint, key, kv, projectId } = server;
  const users = new node.Users(new node.Client().setEndpoint(endpoint).setProject(projectId).setKey(key));
  await users.create({ userId: "ada", email: "ada@psg.fr", password: "correct horse battery staple", name: "Ada" });
  const browser = new BrowserClient();
  browser.setEndpoint(endpoint).setProject(projectId);
  await new web.Account(browser).createRecovery({ email: "ada@psg.fr", url: "http://localhost:5173/reset" });

  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 });
  const [{ body, headers } = { body: Buffer.of(), headers: {} }] = receiver.received;
  expect(receiver.isFromRollcall(secret, headers, body)).toBe(true);
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(verified).toEqual({
    id: headers["webhook-id"],
    type: "email",
    template: "recovery",
    project: projectId,
    to: "ada@psg.fr",
    name: "Ada",
    subject: expect.stringMatching(/./),
    text: expect.stringMatching(/http:\/\/localhost:5173\/reset\?userId=[0-9a-f]{20}&secret=/),
    html: expect.stringMatching(/./),
  });
  expect(headers["webhook-id"]).toMatch(/^[0-9a-f]{20}$/);
  expect((await kv.list()).keys.filter(({ name }) => name.startsWith("outbox/"))).toEqual([]);
});

describe("a message that is posted", () => {
  const post = (secret: string) =>
    webhookRequest(
      { url: "https://app.example/hook", secrets: [secret], project: "rollcall" },
      { id: "m1", type: "sms", template: "otp", to: "+15550100042", text: "Grüße: 123456" },
      Date.now(),
    );
  const { body, headers } = post(secret);
  const { "webhook-signature": signature = "" } = headers;

  test("is taken by standardwebhooks and by the receiver of docs/webhooks.md", () => {
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ id: "m1", text: "Grüße: 123456" });
    expect(receiver.isFromRollcall(secret, headers, body)).toBe(true);
    expect(receiver.isFromRollcall(secret, headers, Buffer.from(body))).toBe(true);
  });

  test("is signed with the bytes of a secret without whsec_, which standardwebhooks calls raw", () => {
    const text = "0123456789abcdef".repeat(4);
    const { body, headers } = post(text);
    expect(new Webhook(text, { format: "raw" }).verify(body, headers)).toMatchObject({ id: "m1" });
    expect(receiver.isFromRollcall(text, headers, body)).toBe(true);
  });

  type Wrong = readonly [what: string, headers: Record<string, string>, body: string, secret?: string];
  const wrong: readonly Wrong[] = [
    ["without headers", {}, body],
    [
      "with another secret",
      headers,
      body,
      `whsec_${Buffer.from("vutsrqponmlkjihgfedcba9876543210").toString("base64")}`,
    ],
    ["with another body", headers, body.replace("123456", "123457")],
    ["with another id", { ...headers, "webhook-id": "m2" }, body],
    ["at another time", { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) }, body],
    ["with another signature", { ...headers, "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}` }, body],
    ["with a short signature", { ...headers, "webhook-signature": signature.slice(0, -2) }, body],
  ];
  test.for(wrong)("is refused by standardwebhooks %s", ([, headers, body, other = secret]) => {
    expect(() => new Webhook(other).verify(body, headers)).toThrow(/required headers|No matching signature/);
    expect(receiver.isFromRollcall(other, headers, body)).toBe(false);
  });
});

describe("a rotation of MESSAGES_WEBHOOK_SECRET", () => {
  const next = `whsec_${Buffer.from("vutsrqponmlkjihgfedcba9876543210").toString("base64")}`;
  const { API_KEY, SECRET_KEY } = process.env;

  /** A message as the Worker posts it with these secrets. */
  function post(MESSAGES_WEBHOOK_SECRET: string, MESSAGES_WEBHOOK_SECRET_PREVIOUS: string) {
    const secrets = { API_KEY, SECRET_KEY, MESSAGES_WEBHOOK_SECRET, MESSAGES_WEBHOOK_SECRET_PREVIOUS };
    const vars = { PROJECT_ID: "rollcall", MESSAGES_WEBHOOK_URL: "https://app.example/hook", DB: {}, KV: {} };
    const config = parseConfig({ ...vars, ...secrets });
    if (!config.ok || config.value.webhook === null) throw new Error(config.ok ? "No webhook." : config.error);
    const outgoing = { id: "m1", type: "sms", template: "otp", to: "+15550100042", text: "123456" } as const;
    return webhookRequest({ ...config.value.webhook, project: "rollcall" }, outgoing, Date.now());
  }

  /** Verifies a request as a receiver of version 0 does. */
  const isFormer = (secret: string, { body, headers }: ReturnType<typeof post>): boolean => {
    const [, time, given] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(headers["rollcall-signature"] ?? "") ?? [];
    return given === createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  };

  test.each([
    ["before", secret, "", [true, false]],
    ["in step 1", secret, secret, [true, false]],
    ["in step 2, until the receiver has the new one", next, secret, [true, true]],
    ["after step 4", next, "", [false, true]],
  ] as const)("%s, a message verifies by the secrets of that time", (_, current, previous, holds) => {
    const sent = post(current, previous);
    const verifies = (by: string) => receiver.isFromRollcall(by, sent.headers, sent.body);
    expect([secret, next].map(verifies)).toEqual(holds);
    for (const [index, by] of [secret, next].entries()) {
      const check = () => new Webhook(by).verify(sent.body, sent.headers);
      if (holds[index] === true) expect(check()).toMatchObject({ id: "m1" });
      else expect(check).toThrow(/No matching signature/);
    }
    // A receiver of version 0 keeps using its current secret.
    expect(isFormer(previous === "" ? current : previous, sent)).toBe(true);
  });
});

/** The webhook of messages from end to end: a server of ours receives what the Worker posts, and verifies it as a receiver would. */
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
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

test("a recovery arrives once, signed, with the link in it, and nothing stays in the outbox", async () => {
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
      { url: "https://app.example/hook", secret, project: "rollcall" },
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

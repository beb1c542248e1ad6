/** The webhook from end to end: a server of ours receives what the Worker posts, and verifies it as docs/delivery.md says. */
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { webhookRequest } from "../../src/lib/delivery/webhook.ts";
import { BrowserClient } from "./harness/browser.ts";
import { type Server, startServer } from "./harness/server.ts";
import { type Receiver, startReceiver } from "./harness/webhook-receiver.ts";

const secret = "0123456789abcdef".repeat(4);

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
  const [{ body, header } = { body: Buffer.of(), header: "" }] = receiver.received;
  expect(receiver.isFromRollcall(secret, header, body)).toBe(true);
  expect(JSON.parse(body.toString())).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{20}$/),
    type: "email",
    template: "recovery",
    project: projectId,
    to: "ada@psg.fr",
    name: "Ada",
    subject: expect.stringMatching(/./),
    text: expect.stringMatching(/http:\/\/localhost:5173\/reset\?userId=[0-9a-f]{20}&secret=/),
    html: expect.stringMatching(/./),
  });
  expect((await kv.list()).keys.filter(({ name }) => name.startsWith("outbox/"))).toEqual([]);
});

describe("the receiver of docs/delivery.md", () => {
  const now = 1_793_534_400_000;
  const { body, headers } = webhookRequest(
    { url: "https://app.example/hook", secret, project: "rollcall" },
    { id: "m1", type: "sms", template: "otp", to: "+15550100042", text: "Grüße: 123456" },
    now,
  );
  const header = headers["rollcall-signature"] ?? "";

  test("takes what we sign, as text and as bytes, from five minutes ago to five ahead", () => {
    expect(receiver.isFromRollcall(secret, header, body, now)).toBe(true);
    expect(receiver.isFromRollcall(secret, header, Buffer.from(body), now)).toBe(true);
    expect(
      [-301_000, -300_000, 300_000, 301_000].map((off) => receiver.isFromRollcall(secret, header, body, now + off)),
    ).toEqual([false, true, true, false]);
  });

  test.each([
    ["no header", undefined, body, secret],
    ["an empty header", "", body, secret],
    ["another secret", header, body, `${secret}0`],
    ["another body", header, body.replace("123456", "123457"), secret],
    ["another time", header.replace("t=1793534400", "t=1793534401"), body, secret],
    ["another signature", header.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")), body, secret],
    ["a short signature", header.slice(0, -2), body, secret],
    ["no time", header.replace("t=1793534400,", ""), body, secret],
  ])("refuses %s", (_, header, body, secret) => {
    expect(receiver.isFromRollcall(secret, header, body, now)).toBe(false);
  });
});

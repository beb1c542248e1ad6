/** The webhook from end to end: a server of ours receives what the Worker posts, and verifies it as docs/delivery.md says. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { webhookRequest } from "../../src/lib/delivery/webhook.ts";
import { BrowserClient } from "./harness/browser.ts";
import { type Server, startServer } from "./harness/server.ts";

const secret = "0123456789abcdef".repeat(4);
const documented = readFileSync(join(import.meta.dirname, "../../docs/delivery.md"), "utf8");

type Verify = (secret: string, header: string | undefined, body: string | Buffer, now?: number) => boolean;
let isFromRollcall: Verify;

/** What has been received. */
const received: { readonly header: string | undefined; readonly body: Buffer }[] = [];
const receiver = createServer((request, response) => {
  void buffer(request).then((body) => {
    const { "rollcall-signature": header } = request.headers;
    received.push({ header: Array.isArray(header) ? header[0] : header, body });
    response.writeHead(204).end();
  });
});

let server: Server;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-receiver-"));
  const file = join(folder, "receiver.mjs");
  writeFileSync(file, /```js\n(.*?)```/s.exec(documented)?.[1] ?? "");
  ({ isFromRollcall } = (await import(/* @vite-ignore */ file)) as { isFromRollcall: Verify });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const address = receiver.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  server = await startServer({
    MESSAGES_OUTBOX: "off",
    MESSAGES_WEBHOOK_URL: `http://127.0.0.1:${port}/messages`,
    MESSAGES_WEBHOOK_SECRET: secret,
  });
});
afterAll(async () => {
  await server.stop();
  receiver.close();
  rmSync(folder, { recursive: true });
});

test("a recovery arrives once, signed, with the link in it, and nothing stays in the outbox", async () => {
  const { endpoint, key, kv, projectId } = server;
  const users = new node.Users(new node.Client().setEndpoint(endpoint).setProject(projectId).setKey(key));
  await users.create({ userId: "ada", email: "ada@psg.fr", password: "correct horse battery staple", name: "Ada" });
  const browser = new BrowserClient();
  browser.setEndpoint(endpoint).setProject(projectId);
  await new web.Account(browser).createRecovery({ email: "ada@psg.fr", url: "http://localhost:5173/reset" });

  await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 });
  const [{ body, header } = { body: Buffer.of(), header: "" }] = received;
  expect(isFromRollcall(secret, header, body)).toBe(true);
  expect(JSON.parse(body.toString())).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{20}$/),
    type: "email",
    template: "recovery",
    project: projectId,
    to: "ada@psg.fr",
    name: "Ada",
    subject: expect.stringMatching(/./),
    text: expect.stringContaining("http://localhost:5173/reset?userId=ada&secret="),
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
    expect(isFromRollcall(secret, header, body, now)).toBe(true);
    expect(isFromRollcall(secret, header, Buffer.from(body), now)).toBe(true);
    expect(
      [-301_000, -300_000, 300_000, 301_000].map((off) => isFromRollcall(secret, header, body, now + off)),
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
    expect(isFromRollcall(secret, header, body, now)).toBe(false);
  });
});

/** `npm run listen` as a developer runs it beside `npm start`. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseEnv } from "node:util";
import * as node from "node-appwrite-27";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart, type Run, run as runIn, type Starting, stateOf } from "./npm-start.ts";
import { familyOf } from "./processes.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The requests that the developer's program has received. */
const received: Received[] = [];
let status = 200;
const program = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
});

let checkout: Checkout;
let started: Starting;
let url: string;
let client: node.Client;
const runs: Run[] = [];
beforeAll(async () => {
  checkout = copyCheckout();
  started = await npmStart(checkout);
  runs.push(started);
  await once(program.listen(0, "127.0.0.1"), "listening");
  url = `http://localhost:${(program.address() as AddressInfo).port}/hook`;
  await started.ready();
  const key = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  client = new node.Client().setEndpoint(started.endpoint).setProject("rollcall").setKey(key);
});
afterAll(() => {
  for (const { pid } of runs.flatMap((run) => familyOf(run.pid))) process.kill(pid, "SIGKILL");
  program.close();
  checkout.remove();
});

/** Runs the command until it listens. */
async function listen(...args: readonly string[]): Promise<Run> {
  const command = ["run", "--silent", "listen", "--", "--persist-to", stateOf(checkout), ...args];
  const listening = runIn(checkout, "npm", command);
  runs.push(listening);
  await vi.waitFor(() => expect(listening.output()).toContain("Ctrl-C stops it."), { timeout: 20_000, interval: 50 });
  return listening;
}

/** Ctrl-C, which a terminal sends to every process of the command. */
async function interrupt(run: Run): Promise<void> {
  for (const { pid } of familyOf(run.pid)) process.kill(pid, "SIGINT");
  await run.ended;
}

const ids = async () => (await new node.Webhooks(client).list()).webhooks.map(({ $id }) => $id);
const createUser = (userId: string) => new node.Users(client).create({ userId });

test("prints each event, forwards it with valid signatures, and removes its webhook at Ctrl-C", async () => {
  const listening = await listen("--url", url, "--events", "users.*.create,users.*.delete");
  expect(await ids()).toHaveLength(1);
  const secret = /signed with (whsec_\S+)/.exec(listening.output())?.[1] ?? "";
  await createUser("ann");
  await vi.waitFor(
    () => expect(listening.output()).toMatch(/^\d\d:\d\d:\d\d users\.ann\.create evt_\S+ → 200 \(\d+ ms\)$/m),
    {
      timeout: 10_000,
      interval: 50,
    },
  );
  const [{ body, headers } = { body: "", headers: {} }] = received;
  expect(JSON.parse(body)).toMatchObject({ $id: "ann" });
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(secret).verify(body, texts)).toMatchObject({ $id: "ann" });
  expect(headers["x-appwrite-webhook-signature"]).toBe(
    createHmac("sha1", secret)
      .update(url + body)
      .digest("base64"),
  );
  await interrupt(listening);
  expect(await ids()).toEqual([]);
});

test("removes the webhook of a killed run, and leaves that of a running one", async () => {
  const killed = await listen();
  const [orphan] = await ids();
  for (const { pid } of familyOf(killed.pid)) process.kill(pid, "SIGKILL");
  await killed.ended;
  const first = await listen();
  const [kept] = await ids();
  expect(kept).not.toBe(orphan);
  const second = await listen();
  expect(await ids()).toContain(kept);
  expect(await ids()).toHaveLength(2);
  await interrupt(first);
  await interrupt(second);
  expect(await ids()).toEqual([]);
});

test("repeats an event that the program refuses", async () => {
  status = 500;
  const listening = await listen("--url", url, "--secret", "a secret of my own");
  await createUser("bob");
  await vi.waitFor(() => expect(listening.output()).toContain("→ 500"), { timeout: 10_000, interval: 50 });
  expect(listening.output()).toContain("signed with a secret of my own");
  const [id] = await ids();
  const failing = (await new node.Webhooks(client).get({ webhookId: id ?? "" })).attempts;
  expect(failing).toBeGreaterThan(0);
  status = 200;
  await interrupt(listening);
});

test.each([
  [["--url", "localhost:3000"], 2, "--url takes an address such as http://localhost:3000/hook"],
  [
    ["--events", "users.*.explode"],
    2,
    '--events takes patterns such as users.*.create or users.*, not "users.*.explode".',
  ],
  [["--secret", "short"], 2, "--secret takes 8 to 256 characters."],
  [["--persist-to", "nowhere"], 1, "No npm start serves nowhere. Run npm start, or name its folder: --persist-to DIR."],
] as const)("refuses %j", async (args, code, message) => {
  const refused = runIn(checkout, "npm", ["run", "--silent", "listen", "--", ...args]);
  await refused.ended;
  expect(refused.child.exitCode).toBe(code);
  expect(refused.output()).toContain(message);
});

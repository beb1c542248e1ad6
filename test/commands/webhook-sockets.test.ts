/** `npm start` delivers an event over real sockets to slow, garbled, redirecting, gone and late endpoints. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseEnv } from "node:util";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart, type Starting } from "./npm-start.ts";
import { familyOf } from "./processes.ts";

/** The answer of each endpoint to its first request; all later ones are answered 204. */
const first: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  slow: (response) => wait(1_500).then(() => response.writeHead(204).end()),
  // The status arrived, so the event counts as accepted.
  brokenOff(response) {
    response.writeHead(200, { "content-length": "100" });
    response.write("{", () => response.socket?.destroy());
  },
  garbage: (response) => response.socket?.end("This is no HTTP.\r\n\r\n"),
  redirect: (response) => response.writeHead(307, { location: "/elsewhere" }).end(),
  gone: (response) => response.writeHead(410).end(),
  late: (response) => wait(10_500).then(() => response.writeHead(200).end()),
};

/** The reasons why endpoints have not accepted the event; endpoints without a reason have. */
const failures: Readonly<Record<string, string>> = {
  garbage: "The endpoint could not be reached.",
  redirect: "The endpoint answered 307.",
  gone: "The endpoint answered 410. It takes no more events, so the webhook is disabled.",
  late: "The endpoint did not answer within 10 s.",
};

/** The ids of the events that each path got. */
const received = new Map<string, string[]>();
const receiver = createServer((request, response) => {
  const path = (request.url ?? "").slice(1);
  const ids = [...(received.get(path) ?? []), String(request.headers["webhook-id"])];
  received.set(path, ids);
  request.resume();
  const answer = ids.length === 1 ? first[path] : undefined;
  if (answer === undefined) response.writeHead(204).end();
  else void answer(response);
});

let checkout: Checkout;
let started: Starting;
let client: node.Client;
let base: string;
beforeAll(async () => {
  checkout = copyCheckout();
  started = await npmStart(checkout);
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await started.ready();
  const key = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  client = new node.Client().setEndpoint(started.endpoint).setProject("rollcall").setKey(key);
});
afterAll(() => {
  for (const { pid } of familyOf(started.pid)) process.kill(pid, "SIGKILL");
  receiver.close();
  receiver.closeAllConnections();
  checkout.remove();
});

test("delivers to each kind of endpoint until it accepts the event, and shows its owner the reason of a failure", async () => {
  const webhooks = new node.Webhooks(client);
  const inputOf = (name: string) => ({ webhookId: name, name, url: `${base}/${name}`, events: ["users.*.create"] });
  for (const name of Object.keys(first)) await webhooks.create(inputOf(name));
  await new node.Users(client).create({ userId: "ann" });
  await vi.waitFor(
    async () => {
      const told = (await webhooks.list()).webhooks.map(({ $id, logs }) => [$id, logs] as const);
      expect(Object.fromEntries(told.filter(([, logs]) => logs !== ""))).toEqual(failures);
    },
    { timeout: 20_000, interval: 200 },
  );
  expect((await webhooks.get({ webhookId: "gone" })).enabled).toBe(false);
  expect(started.output()).toContain('"event":"webhook_disabled","webhookId":"gone"');

  // An update tries the endpoint again.
  for (const name of Object.keys(failures)) await webhooks.update({ ...inputOf(name), enabled: true });
  await vi.waitFor(
    () => {
      for (const name of Object.keys(failures)) expect(received.get(name), name).toHaveLength(2);
    },
    { timeout: 10_000, interval: 50 },
  );
  const ids = new Set([...received.values()].flat());
  expect(ids.size).toBe(1);
  // No redirect was followed, and accepted events are not sent again.
  expect([...received.keys()].toSorted()).toEqual(Object.keys(first).toSorted());
  for (const name of ["slow", "brokenOff"]) expect(received.get(name), name).toHaveLength(1);
});

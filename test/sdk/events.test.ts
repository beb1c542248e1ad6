/**
 * The classes `Webhooks` and `Activities` of node-appwrite 27 against the Worker, and its deliveries to a server of the
 * tests (docs/spec/events.md).
 */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { aDate } from "./conformance/expected.ts";
import { type Server, startServer } from "./harness/server.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
const endpoint = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
  });
});

let server: Server;
let url: string;
let client: node.Client;
beforeAll(async () => {
  server = await startServer();
  client = new node.Client().setEndpoint(server.endpoint).setProject(server.projectId).setKey(server.key);
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await server.stop();
  endpoint.close();
});

const methodsOf = (service: object): readonly string[] =>
  Object.getOwnPropertyNames(service).filter((name) => name !== "constructor");

test("the classes have the methods that are called here, and no other", () => {
  expect([...methodsOf(node.Webhooks.prototype)].toSorted()).toEqual([
    "create",
    "delete",
    "get",
    "list",
    "update",
    "updateSecret",
  ]);
  expect([...methodsOf(node.Activities.prototype)].toSorted()).toEqual(["getEvent", "listEvents"]);
});

describe("Webhooks", () => {
  test("creates, lists, gets, updates, rotates and deletes, and receives events in between", async () => {
    const webhooks = new node.Webhooks(client);
    const events = ["users.*.create"];
    const created = await webhooks.create({ webhookId: "crm", url, name: "CRM", events });
    expect(created).toEqual({
      $id: "crm",
      $createdAt: aDate,
      $updatedAt: aDate,
      name: "CRM",
      url,
      events,
      tls: true,
      authUsername: "",
      authPassword: "",
      secret: expect.stringMatching(/^whsec_/),
      enabled: true,
      logs: "",
      attempts: 0,
    });
    expect(await webhooks.list()).toEqual({ total: 1, webhooks: [{ ...created, secret: "" }] });
    expect(await webhooks.get({ webhookId: "crm" })).toEqual({ ...created, secret: "" });

    await new node.Users(client).create({ userId: "ada", email: "ada@psg.fr", name: "Ada" });
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 });
    const [{ body, headers } = { body: "", headers: {} }] = received;
    expect(JSON.parse(body)).toMatchObject({ $id: "ada", email: "ada@psg.fr" });
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    const key = Buffer.from(created.secret.slice("whsec_".length), "base64");
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);

    const updated = await webhooks.update({ webhookId: "crm", url, name: "CRM 2", events, enabled: false });
    expect(updated).toMatchObject({ name: "CRM 2", enabled: false });
    const rotated = await webhooks.updateSecret({ webhookId: "crm" });
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(created.secret);
    await webhooks.delete({ webhookId: "crm" });
    await expect(webhooks.get({ webhookId: "crm" })).rejects.toMatchObject({ code: 404, type: "webhook_not_found" });
  });
});

describe("Activities", () => {
  test("lists and gets events, by queries as a list and by one alone", async () => {
    const activities = new node.Activities(client);
    await new node.Users(client).create({ userId: "bob" });
    const query = node.Query.equal("userId", "bob");
    for (const queries of [query, [query]]) {
      // The SDK's type is a string; the SDK sends a list as well.
      const { events, total } = await activities.listEvents({ queries: queries as string });
      expect(total).toBe(1);
      expect(events[0]).toMatchObject({ event: "users.bob.create", resource: "user/bob", actorType: "keyProject" });
      expect(await activities.getEvent({ eventId: events[0]?.$id ?? "" })).toEqual(events[0]);
    }
    expect((await activities.listEvents()).events.length).toBeGreaterThan(1);
  });
});

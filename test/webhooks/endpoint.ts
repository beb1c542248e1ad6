/** A webhook endpoint, as a stub of `fetch`: it records requests, and answers as the test says. */
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { cronLimits, deliverEvents, type Report, type RunLimits } from "../../src/flows/events/deliver.ts";
import { parseConfig } from "../../src/http/config.ts";
import { Database } from "../../src/storage/database.ts";
import { type Answer, appWith, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { fresh } from "../harness/users.ts";

/** A request that the endpoint received. */
interface Received {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly redirect: string | undefined;
  /** The first name of its events. */
  readonly name: string;
  readonly id: string;
}

export interface Endpoint {
  readonly received: Received[];
  /** The endpoint's answer. */
  answer: (request: Received) => Response | Promise<Response>;
}

/** Stubs every endpoint of the file. */
export function playEndpoint(): Endpoint {
  const endpoint: Endpoint = { received: [], answer: () => new Response(null, { status: 204 }) };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const name = headers.get("x-appwrite-webhook-events")?.split(",")[0] ?? "";
    const id = headers.get("webhook-id") ?? "";
    const body = typeof init.body === "string" ? init.body : "";
    const request = { url, headers, body, redirect: init.redirect, name, id };
    endpoint.received.push(request);
    return endpoint.answer(request);
  });
  return endpoint;
}

const config = parseConfig(env);
if (!config.ok) throw new Error(config.error);
const { value } = config;

/** Runs the dispatcher once. */
export const deliver = (limits: RunLimits = cronLimits): Promise<Report> =>
  deliverEvents(value, new Database(env.DB), limits);

const app = appWith({});

/** Sends a request without delivering its events, so that the test controls the delivery. */
export const ask = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  call(method, path, { ...options, fetch: app });

/** Creates a user. @returns the id */
export async function newUser(fields: object = {}): Promise<string> {
  const answer = await ask("POST", "/users", { body: { userId: fresh(), ...fields } });
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body["$id"]);
}

/** Makes a webhook. @returns its secret */
export async function createWebhook(webhookId: string, events: readonly string[], more: object = {}): Promise<string> {
  const body = { webhookId, url: "https://hooks.example/in", name: "CRM", events, ...more };
  const answer = await ask("POST", "/webhooks", { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body["secret"]);
}

/** The row of a webhook. */
export const stateOf = async (id: string) => (await rows("SELECT * FROM webhooks WHERE id = ?", id))[0] ?? {};

/** Makes pending events due at once. */
export const hurry = (id: string) =>
  rows(
    `UPDATE webhooks SET next_at = 0, pending_at = CASE WHEN pending = '[]' THEN NULL ELSE 0 END,
     pending = (SELECT coalesce(json_group_array(json_set(value, '$.nextAt', 0)), '[]') FROM json_each(pending)) WHERE id = ?`,
    id,
  );

/** Writes this many events of this many users into the log, as changes do. */
export const fillLog = (count: number, users: number) =>
  rows(
    `INSERT INTO logs (created_at, event, operation, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
     SELECT ?, 'user.update', 'usersUpdateName', 'user/u' || (i % ?), 1000000 + i % ?, 'key', '', '', '', '', '' FROM n`,
    count,
    Date.now(),
    users,
    users,
  );

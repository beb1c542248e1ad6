/** Requests to a server of the tests, with its key. */
import type { Server } from "../../sdk/harness/server.ts";

export async function callWith(to: Server, method: string, path: string, body?: unknown) {
  const headers = { "content-type": "application/json", "x-appwrite-project": to.projectId, "x-appwrite-key": to.key };
  const response = await fetch(`${to.endpoint}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json<Record<string, unknown>>() };
}

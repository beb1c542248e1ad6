/** OAuth2 providers of a served project. */
import { expect } from "vitest";
import type { Server } from "./server.ts";

/** Sets up a provider, with the fields of docs/spec/oauth2.md#fields. */
export async function setUpProvider(
  { endpoint, key, projectId }: Pick<Server, "endpoint" | "key" | "projectId">,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(`${endpoint}/project/oauth2/${id}`, {
    method: "PATCH",
    headers: { "x-appwrite-project": projectId, "x-appwrite-key": key, "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  expect(response.status, await response.text()).toBe(200);
}

/**
 * The attacker shares a cache or a browser with the victim. Caches may store only answers that are the same for all callers:
 * the public keys, the OpenAPI document and the version.
 */
import { expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { call } from "../harness/client.ts";
import { ask, prepare } from "../harness/requests.ts";
import { fresh } from "../harness/users.ts";

const isPublic = (id: string) => id === "healthGetVersion";

test.each(endpoints.map((endpoint) => ({ id: endpoint.id, endpoint })))(
  "$id is kept from caches, as is its refusal",
  async ({ endpoint, id }) => {
    const answer = await ask(endpoint, await prepare(endpoint, fresh("cached")));
    expect(answer.status).toBe(endpoint.status);
    const control = answer.headers.get("cache-control");
    if (isPublic(id)) expect(control).toBe("public, max-age=300");
    else expect(control).toContain("no-store");
    const refusal = await call(endpoint.method, endpoint.path.replaceAll(/\{\w+\}/g, "x"), {
      headers: { "x-appwrite-project": "another" },
    });
    if (!isPublic(id)) expect(refusal.headers.get("cache-control")).toContain("no-store");
  },
);

test("public answers may be cached", async () => {
  const controls = ["/.well-known/jwks.json", "/openapi.json", "/health/version"].map(async (path) =>
    (await call("GET", path, { key: null })).headers.get("cache-control"),
  );
  for (const control of await Promise.all(controls)) expect(control).toMatch(/^public, max-age=\d+$/);
});

test("a preflight and an unknown route are kept from caches", async () => {
  for (const method of ["OPTIONS", "GET"]) {
    expect((await call(method, "/nothing/here")).headers.get("cache-control")).toContain("no-store");
  }
});

/** GET, PUT and DELETE /project/keys/{keyId} (docs/spec/keys.md). */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { bareKey, createKey, makeKey, readKey } from "../harness/keys.ts";
import { idsOf, listKeys } from "../harness/lists.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

const put = (keyId: string, body: object) => call("PUT", `/project/keys/${keyId}`, { body });
const remove = (keyId: string) => call("DELETE", `/project/keys/${keyId}`, { body: {} });

describe("reading a key", () => {
  test("shows it without its secret", async () => {
    const { id } = await makeKey({ name: "Désk", scopes: ["users.read"], expire: "2038-01-01" });
    expect(await call("GET", `/project/keys/${id}`)).toMatchObject({
      status: 200,
      body: {
        ...bareKey,
        $id: id,
        name: "Désk",
        scopes: ["users.read"],
        expire: "2038-01-01T00:00:00.000+00:00",
        secret: "",
      },
    });
  });
});

describe("updating a key", () => {
  test("replaces its name, its scopes and its end, and nothing else of it", async () => {
    const { id } = await makeKey({ scopes: ["users.read", "users.write"], expire: "2038-01-01" });
    const before = await rows("SELECT * FROM keys WHERE id = ?", id);
    const { body, status } = await put(id, { name: "New", scopes: ["teams.read"], expire: "2039-02-01" });
    const shown = { ...bareKey, $id: id, name: "New", scopes: ["teams.read"], expire: "2039-02-01T00:00:00.000+00:00" };
    expect({ status, body }).toEqual({ status: 200, body: shown });
    expect(await readKey(id)).toEqual(body);
    const after = await rows("SELECT * FROM keys WHERE id = ?", id);
    expect(after).toEqual([
      {
        ...before[0],
        name: "New",
        scopes: '["teams.read"]',
        expire: Date.parse("2039-02-01"),
        updated_at: after[0]?.["updated_at"],
      },
    ]);
    expect(Number(after[0]?.["updated_at"])).toBeGreaterThanOrEqual(Number(before[0]?.["updated_at"]));
  });

  test("removes the end where it is absent or null", async () => {
    for (const end of [{}, { expire: null }]) {
      const { id, secret } = await makeKey({ scopes: ["users.read"], expire: "2020-01-01" });
      expectRefusal(await call("GET", "/users", { key: secret }), "project_key_expired");
      expect((await put(id, { name: "CI", scopes: ["users.read"], ...end })).body).toMatchObject({ expire: "" });
      expect((await call("GET", "/users", { key: secret })).status).toBe(200);
    }
  });

  test("takes its scopes away with an empty list", async () => {
    const { id, secret } = await makeKey({ scopes: ["users.read"] });
    expect((await put(id, { name: "CI", scopes: [] })).body).toMatchObject({ scopes: [] });
    expectRefusal(await call("GET", "/users", { key: secret }), "general_unauthorized_scope");
  });

  test("keeps its secret, even if the request has another", async () => {
    const { id, secret } = await makeKey({ scopes: ["users.read"] });
    const more = {
      secret: `standard_${"0".repeat(256)}`,
      $id: "other",
      digest: "0",
      sdks: ["php"],
      accessedAt: "2020-01-01",
    };
    expect((await put(id, { name: "CI", scopes: ["users.read"], ...more })).body).toMatchObject({
      $id: id,
      secret: "",
      sdks: [],
    });
    expect((await call("GET", "/users", { key: secret })).status).toBe(200);
    expectRefusal(await call("GET", "/users", { key: more.secret }), "user_unauthorized");
  });

  test("requires the name and the scopes each time", async () => {
    const { id } = await makeKey();
    const before = await dump();
    expectMissing(await put(id, { scopes: [] }), "name");
    expectMissing(await put(id, { name: "CI" }), "scopes");
    expectInvalid(await put(id, { name: "", scopes: [] }), "name");
    expectInvalid(await put(id, { name: "CI", scopes: ["users.all"] }), "scopes");
    expectInvalid(await put(id, { name: "CI", scopes: [], expire: "soon" }), "expire");
    expect(await dump()).toEqual(before);
  });

  test("finds a key that is not there after its parameters were found valid", async () => {
    expectInvalid(await put("nobody", { name: "CI", scopes: ["users.all"] }), "scopes");
    expectRefusal(await put("nobody", { name: "CI", scopes: [] }), "key_not_found");
  });
});

describe("deleting a key", () => {
  test("removes it from reads, lists and use", async () => {
    const { id, secret } = await makeKey({ scopes: ["users.read"] });
    expect((await call("GET", "/users", { key: secret })).status).toBe(200);
    const { ids, total } = idsOf(await listKeys(), "keys");

    const answer = await remove(id);
    expect(answer).toMatchObject({ status: 204, text: "", type: "text/html; charset=UTF-8" });
    expectRefusal(
      await call("GET", `/project/keys/${id}`),
      "key_not_found",
      "Key with the requested ID could not be found.",
    );
    expectRefusal(await remove(id), "key_not_found");
    expectRefusal(await put(id, { name: "CI", scopes: [] }), "key_not_found");
    expect(idsOf(await listKeys(), "keys")).toEqual({ total: total - 1, ids: ids.filter((other) => other !== id) });
    expectRefusal(await call("GET", "/users", { key: secret }), "user_unauthorized");
  });

  test("frees its id for another key, which the old secret does not open", async () => {
    const keyId = fresh("again");
    const { secret } = await makeKey({ keyId, scopes: ["users.read"] });
    await remove(keyId);
    const { secret: other } = await makeKey({ keyId, scopes: ["users.read"] });
    expectRefusal(await call("GET", "/users", { key: secret }), "user_unauthorized");
    expect((await call("GET", "/users", { key: other })).status).toBe(200);
  });

  test("can be done by the key itself", async () => {
    const { id, secret } = await makeKey({ scopes: ["keys.write"] });
    expect((await call("DELETE", `/project/keys/${id}`, { key: secret, body: {} })).status).toBe(204);
    expectRefusal(await call("DELETE", `/project/keys/${id}`, { key: secret, body: {} }), "user_unauthorized");
  });
});

describe("an id", () => {
  test("in another case is another id, but not a free one", async () => {
    const keyId = fresh("Cased");
    await makeKey({ keyId });
    const before = await dump();
    for (const other of [keyId.toUpperCase(), keyId.toLowerCase()]) {
      expectRefusal(await call("GET", `/project/keys/${other}`), "key_not_found");
      expectRefusal(await put(other, { name: "x", scopes: [] }), "key_not_found");
      expectRefusal(await remove(other), "key_not_found");
    }
    expect(await dump()).toEqual(before);
  });

  test.each(["_ci", "c%20i", "unique()", "a".repeat(37), "%00"])("%j is refused as invalid", async (keyId) => {
    for (const [method, body] of [["GET"], ["PUT", { name: "x", scopes: [] }], ["DELETE", {}]] as const) {
      expectInvalid(await call(method, `/project/keys/${keyId}`, { body }), "keyId");
    }
  });
});

test("the bootstrap key is not stored: it cannot be read, changed or deleted under any id", async () => {
  for (const keyId of ["bootstrap", env.PROJECT_ID, "Bootstrap", "0"]) {
    expectRefusal(await call("GET", `/project/keys/${keyId}`), "key_not_found");
    expectRefusal(await put(keyId, { name: "x", scopes: [] }), "key_not_found");
    expectRefusal(await remove(keyId), "key_not_found");
  }
  expect((await listKeys()).text).not.toMatch(/bootstrap/i);
  expect((await call("GET", "/users")).status).toBe(200);
});

test("a key with the bootstrap key's secret for a row does not narrow it", async () => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(env.API_KEY)));
  await createKey({ id: "twin", scopes: [], expire: 0 });
  await rows("UPDATE keys SET digest = ? WHERE id = 'twin'", Buffer.from(digest).toString("hex"));
  expect((await call("GET", "/users")).status).toBe(200);
});

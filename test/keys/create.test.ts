/** POST /project/keys (docs/spec/keys.md). bounds.test.ts tests the scopes that a key may give to another. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keyScopes } from "../../src/domain/keys/index.ts";
import { type Answer, call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { bareKey, makeKey, newSecret, readKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

const valid = { keyId: "unique()", name: "CI", scopes: ["users.read"] };

/** Requests a key. @param fields in place of the valid ones; undefined removes one */
const create = (fields: object = {}): Promise<Answer> =>
  call("POST", "/project/keys", { body: { ...valid, ...fields } });

describe("a key", () => {
  test("shows its secret in the answer of the creation, and only the given fields", async () => {
    const { body, status } = await create();
    expect(status).toBe(201);
    expect(body).toEqual({ ...bareKey, scopes: ["users.read"], secret: newSecret });
    expect(body["$createdAt"]).toBe(body["$updatedAt"]);
    expect(Object.keys(body)).toEqual(Object.keys(bareKey));
  });

  test("has the id that it is given", async () => {
    const keyId = `${fresh()}.a_B-9`;
    expect((await create({ keyId })).body).toMatchObject({ $id: keyId });
    expect(await readKey(keyId)).toMatchObject({ $id: keyId, name: "CI" });
  });

  test("is usable at once, within its scopes", async () => {
    const { secret } = await makeKey({ scopes: ["users.read"] });
    expect((await call("GET", "/users", { key: secret })).status).toBe(200);
    expectRefusal(
      await call("POST", "/users", { key: secret, body: { userId: "x" } }),
      "general_unauthorized_scope",
      'app.rollcall@service.rollcall.test (role: applications) missing scopes (["users.write"])',
    );
  });

  test("may have no scope at all, and is a key all the same", async () => {
    const { secret } = await makeKey({ scopes: [] });
    expectRefusal(await call("GET", "/users", { key: secret }), "general_unauthorized_scope");
    expect((await call("GET", "/health", { key: secret })).status).toBe(200);
  });

  test("has no scope where an SDK below 1.9.1 sends null, which is refused of newer ones", async () => {
    const send = (format: string) =>
      call("POST", "/project/keys", {
        headers: { "x-appwrite-response-format": format },
        body: { keyId: "unique()", name: "Old", scopes: null },
      });
    for (const format of ["1.6.0", "1.9.0"]) {
      const { body, status } = await send(format);
      expect({ status, scopes: body["scopes"] }).toEqual({ status: 201, scopes: [] });
    }
    for (const format of ["1.9.1", "1.9.6"]) expectInvalid(await send(format), "scopes");
  });

  test("may have every published scope, and the same one twice", async () => {
    expect((await create({ scopes: keyScopes })).body["scopes"]).toEqual(keyScopes);
    expect((await create({ scopes: ["users.read", "users.read"] })).body["scopes"]).toEqual([
      "users.read",
      "users.read",
    ]);
  });

  test("has a secret that no other key has", async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, async () => (await makeKey()).secret));
    expect(new Set(secrets).size).toBe(20);
  });

  test("is stored with the digest of its secret", async () => {
    const { id, secret } = await makeKey();
    expect(await rows("SELECT digest FROM keys WHERE id = ?", id)).toEqual([
      { digest: createHash("sha256").update(secret).digest("hex") },
    ]);
  });

  test("can be made with a form, as any array spelling has it", async () => {
    const form = new URLSearchParams({ keyId: "unique()", name: "Form", "scopes[0]": "users.read" });
    form.append("scopes[]", "users.write");
    const { body, status } = await call("POST", "/project/keys", { body: form });
    expect({ status, body }).toMatchObject({ status: 201, body: { scopes: ["users.read", "users.write"] } });
  });
});

describe("its end", () => {
  test.each([
    ["2038-01-19T03:14:07.123+00:00", "2038-01-19T03:14:07.123+00:00"],
    ["2038-01-19T03:14:07Z", "2038-01-19T03:14:07.000+00:00"],
    ["2038-01-19T03:14:07.123+02:00", "2038-01-19T01:14:07.123+00:00"],
    ["2038-01-19 03:14:07", "2038-01-19T03:14:07.000+00:00"],
    ["2038-01-19", "2038-01-19T00:00:00.000+00:00"],
    ["1999-12-31", "1999-12-31T00:00:00.000+00:00"],
  ])("%j shows as %j", async (expire, shown) => {
    const { body, status } = await create({ expire });
    expect({ status, expire: body["expire"] }).toEqual({ status: 201, expire: shown });
    expect(await readKey(String(body["$id"]))).toMatchObject({ expire: shown });
  });

  test("is never when it is null or absent", async () => {
    for (const fields of [{ expire: null }, {}]) {
      const { body } = await create(fields);
      expect(body["expire"]).toBe("");
      expect(await rows("SELECT expire FROM keys WHERE id = ?", String(body["$id"]))).toEqual([{ expire: null }]);
    }
  });

  test("may be in the past: the key is made, and refused when it is used", async () => {
    const { secret } = await makeKey({ scopes: ["users.read"], expire: "2020-01-01" });
    expectRefusal(await call("GET", "/users", { key: secret }), "project_key_expired");
    expectRefusal(await call("GET", "/ping", { key: secret }), "project_key_expired");
  });

  test.each(["", "tomorrow", "2038", "2038-02-30", "10000-01-01", 2_147_483_647, true, [], {}])(
    "is refused as %j",
    async (expire) => {
      expectInvalid(
        await create({ expire }),
        "expire",
        "Value must be a valid date, such as 2027-01-31T00:00:00.000+00:00",
      );
    },
  );
});

describe("is refused without creating a key", () => {
  test.each<[what: string, fields: object, parameter: string]>([
    ["an id that begins with a special character", { keyId: "_ci" }, "keyId"],
    ["an id with a blank", { keyId: "c i" }, "keyId"],
    ["an id of 37 characters", { keyId: "a".repeat(37) }, "keyId"],
    ["an id that is empty", { keyId: "" }, "keyId"],
    ["a name that is empty", { name: "" }, "name"],
    ["a name of 129 characters", { name: "é".repeat(129) }, "name"],
    ["a name that is no text", { name: 1 }, "name"],
    ["a name that is null", { name: null }, "name"],
    ["an unknown scope", { scopes: ["users.read", "users.delete"] }, "scopes"],
    ["a scope in another case", { scopes: ["Users.read"] }, "scopes"],
    ["a scope with a blank", { scopes: ["users.read "] }, "scopes"],
    ["a scope of ours that is no key's to have", { scopes: ["public"] }, "scopes"],
    ["a wildcard", { scopes: ["*"] }, "scopes"],
    ["a scope that is no text", { scopes: [["users.read"]] }, "scopes"],
    ["a property of every object as a scope", { scopes: ["constructor"] }, "scopes"],
    ["201 scopes", { scopes: Array.from({ length: 201 }, () => "users.read") }, "scopes"],
    ["scopes that are a text", { scopes: "users.read" }, "scopes"],
    ["scopes that are null", { scopes: null }, "scopes"],
  ])("for %s", async (_, fields, parameter) => {
    const before = await dump();
    expectInvalid(await create(fields), parameter);
    expect(await dump()).toEqual(before);
  });

  test("200 scopes, on the other hand, are taken, and a name of 128 characters", async () => {
    const scopes = Array.from({ length: 200 }, () => "users.read");
    const name = "🔑".repeat(128);
    expect((await create({ scopes, name })).body).toMatchObject({ scopes, name });
  });

  test("for a parameter that is missing, the first of them", async () => {
    expectMissing(await create({ keyId: undefined, name: undefined }), "keyId");
    expectMissing(await create({ name: undefined, scopes: undefined }), "name");
    expectMissing(await create({ scopes: undefined, expire: "never" }), "scopes");
  });

  test("for an existing id, in any case", async () => {
    const { id, secret } = await makeKey({ keyId: fresh("Key"), scopes: ["users.read"] });
    const before = await dump();
    for (const keyId of [id, id.toUpperCase(), id.toLowerCase()]) {
      expectRefusal(await create({ keyId }), "key_already_exists");
    }
    expect(await dump()).toEqual(before);
    expect((await call("GET", "/users", { key: secret })).status).toBe(200);
  });

  test("for all but one of twenty simultaneous requests with the same id", async () => {
    const keyId = fresh("raced");
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ keyId })));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(19);
    for (const answer of refused) expectRefusal(answer, "key_already_exists");
    expect(await rows("SELECT count(*) AS n FROM keys WHERE id = ?", keyId)).toEqual([{ n: 1 }]);
    expect(await rows("SELECT count(*) AS n FROM logs WHERE resource = ?", `key/${keyId}`)).toEqual([{ n: 1 }]);
  });
});

/** POST /project/keys/ephemeral: signed keys that are not stored (docs/spec/keys.md#ephemeral-keys). */
import { createHmac } from "node:crypto";
import { env } from "cloudflare:workers";
import { decodeProtectedHeader } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { keyScopes } from "../../src/domain/keys/index.ts";
import { deriveKey, keyId } from "../../src/lib/crypto/derive.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { bareKey, createKey, makeKey, randomSecret } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

holdClock();

const valid = { scopes: ["users.read"], duration: 60 };

/** Requests an ephemeral key. @param fields in place of the valid ones; undefined removes one */
const create = (fields: object = {}, options: CallOptions = {}) =>
  call("POST", "/project/keys/ephemeral", { body: { ...valid, ...fields }, ...options });

/** Makes an ephemeral key. @returns its secret */
async function mint(fields: object = {}, options: CallOptions = {}): Promise<string> {
  const { body, status, text } = await create(fields, options);
  if (status !== 201) throw new Error(`No ephemeral key was made: ${text}`);
  return String(body["secret"]);
}

const list = (key: string, options: CallOptions = {}) => call("GET", "/users", { key, ...options });

describe("an ephemeral key", () => {
  test("shows its scopes, its end and its secret, and has no name", async () => {
    const { body, status } = await create({ scopes: ["users.read", "users.write"], duration: 3_600 });
    const moment = "2026-11-01T12:00:00.000+00:00";
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...bareKey,
        $createdAt: moment,
        $updatedAt: moment,
        name: "",
        expire: "2026-11-01T13:00:00.000+00:00",
        scopes: ["users.read", "users.write"],
        secret: expect.stringMatching(/^ephemeral_[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    });
  });

  test("is limited to its scopes", async () => {
    const key = await mint();
    expect((await list(key)).status).toBe(200);
    expectRefusal(
      await call("POST", "/users", { key, body: { userId: "x" } }),
      "general_unauthorized_scope",
      'app.rollcall@service.rollcall.test (role: applications) missing scopes (["users.write"])',
    );
    expect((await call("GET", "/health", { key: await mint({ scopes: [] }) })).status).toBe(200);
  });

  test("is written in the log under the id that its maker was shown", async () => {
    const { body } = await create({ scopes: ["users.write"] });
    const userId = await createUserWith(String(body["secret"]));
    expect(
      await rows("SELECT actor_type, actor_id, actor_name FROM logs WHERE resource = ?", `user/${userId}`),
    ).toEqual([{ actor_type: "key", actor_id: body["$id"], actor_name: "" }]);
  });

  test("is stored nowhere", async () => {
    const before = await dump();
    const key = await mint();
    await list(key);
    const after = await dump();
    expect(after["keys"]).toEqual(before["keys"]);
    expect(JSON.stringify(after)).not.toContain(key.slice("ephemeral_".length));
    expect((await env.KV.list()).keys).toEqual([]);
  });

  test("cannot be read, listed, changed or deleted, because it is not stored", async () => {
    const { body } = await create();
    const keyId = String(body["$id"]);
    for (const [method, fields] of [["GET"], ["PUT", { name: "x", scopes: [] }], ["DELETE", {}]] as const) {
      expectRefusal(await call(method, `/project/keys/${keyId}`, { body: fields }), "key_not_found");
    }
    expect((await call("GET", "/project/keys")).text).not.toContain(keyId);
  });

  test("is made by a key within its own scopes and end, and by no other", async () => {
    const key = await createKey({ scopes: ["keys.write", "users.read"], expire: noon + 60_000 });
    expect((await create({ duration: 60 }, { key })).status).toBe(201);
    const denied = "key_creation_denied";
    expectRefusal(await create({ duration: 61 }, { key }), denied, /expire no later than itself/);
    expectRefusal(await create({ scopes: ["users.read", "users.write"] }, { key }), denied, /it lacks users\.write\.$/);
    expectRefusal(await create({}, { key: await createKey({ scopes: ["users.read"] }) }), "general_unauthorized_scope");
    expect((await create({ scopes: keyScopes })).status).toBe(201);
  });
});

async function createUserWith(key: string): Promise<string> {
  const { body } = await call("POST", "/users", { key, body: { userId: fresh() } });
  return String(body["$id"]);
}

describe("its parameters", () => {
  test.each([1, 3_600, "1", "3600"])("take a duration of %j", async (duration) => {
    const expire = new Date(noon + Number(duration) * 1_000).toISOString().replace("Z", "+00:00");
    expect((await create({ duration })).body).toMatchObject({ expire });
  });

  test.each([0, 3_601, -1, 1.5, "", "an hour", true, null, [60]])("refuse a duration of %j", async (duration) => {
    expectInvalid(await create({ duration }), "duration", "Value must be a valid range between 1 and 3,600");
  });

  test("refuse unknown scopes", async () => {
    expectInvalid(await create({ scopes: ["users.delete"] }), "scopes");
    expectInvalid(await create({ scopes: "users.read" }), "scopes");
    expectInvalid(await create({ scopes: Array.from({ length: 201 }, () => "users.read") }), "scopes");
  });

  test("are both required", async () => {
    expectMissing(await create({ duration: undefined }), "duration");
    expectMissing(await create({ scopes: undefined, duration: undefined }), "scopes");
  });
});

describe("it ends", () => {
  test("when its time is over, to the second", async () => {
    const key = await mint({ duration: 60 });
    setClock(59_999);
    expect((await list(key)).status).toBe(200);
    setClock(60_000);
    expectRefusal(await list(key), "project_key_expired");
    expectRefusal(await call("GET", "/ping", { key }), "project_key_expired");
  });

  test("at the latest a second after the moment that it shows", async () => {
    setClock(1);
    const { body } = await create({ duration: 1 });
    expect(body["expire"]).toBe("2026-11-01T12:00:01.001+00:00");
    setClock(1_999);
    expect((await list(String(body["secret"]))).status).toBe(200);
    setClock(2_000);
    expectRefusal(await list(String(body["secret"])), "project_key_expired");
  });
});

describe("it ends with its parent", () => {
  /** A stored key that may make keys, and an ephemeral key that it made. */
  async function family(expire: number | null = null) {
    const id = fresh("maker");
    const maker = await createKey({ id, scopes: ["keys.write", "users.read", "users.write"], expire });
    const child = await mint({ scopes: ["users.read", "users.write"], duration: 60 }, { key: maker });
    expect((await list(child)).status).toBe(200);
    return { id, child };
  }

  test("when the parent is deleted in any isolate, at once", async () => {
    const [here, elsewhere] = [await family(), await family()];
    await call("DELETE", `/project/keys/${here.id}`, { body: {} });
    await rows("DELETE FROM keys WHERE id = ?", elsewhere.id);
    for (const { child } of [here, elsewhere]) expectRefusal(await list(child), "user_unauthorized");
  });

  test("when the parent is deleted, even if another key gets its id", async () => {
    const { id, child } = await family();
    await call("DELETE", `/project/keys/${id}`, { body: {} });
    setClock(1);
    await makeKey({ keyId: id, scopes: ["keys.write", "users.read", "users.write"] });
    expectRefusal(await list(child), "user_unauthorized");
  });

  test("when the parent gets an expiry in the past", async () => {
    const { id, child } = await family();
    await rows("UPDATE keys SET expire = ? WHERE id = ?", noon + 1_000, id);
    setClock(999);
    expect((await list(child)).status).toBe(200);
    setClock(1_000);
    expectRefusal(await list(child), "user_unauthorized");
  });

  test("as far as the parent's scopes are narrowed, and no further", async () => {
    const { id, child } = await family();
    await call("PUT", `/project/keys/${id}`, { body: { name: "x", scopes: ["users.read"] } });
    expect((await list(child)).status).toBe(200);
    expectRefusal(await call("POST", "/users", { key: child, body: { userId: "x" } }), "general_unauthorized_scope");
    await call("PUT", `/project/keys/${id}`, { body: { name: "x", scopes: ["users.write", "teams.read"] } });
    expectRefusal(await list(child), "general_unauthorized_scope");
  });

  test("and gains no scopes that its parent gains", async () => {
    const id = fresh("maker");
    const key = await createKey({ id, scopes: ["keys.write", "users.read"] });
    const child = await mint({}, { key });
    await call("PUT", `/project/keys/${id}`, { body: { name: "x", scopes: keyScopes } });
    expectRefusal(await call("POST", "/users", { key: child, body: { userId: "x" } }), "general_unauthorized_scope");
  });

  test("when the bootstrap key that made it has changed", async () => {
    const child = await mint();
    expect((await list(child, { fetch: appWith({}) })).status).toBe(200);
    expectRefusal(await list(child, { fetch: appWith({ API_KEY: randomSecret() }) }), "user_unauthorized");
  });

  test("but survives a new bootstrap key when a stored key made it", async () => {
    const { child } = await family();
    expect((await list(child, { fetch: appWith({ API_KEY: randomSecret() }) })).status).toBe(200);
  });

  test("when the SECRET_KEY that signed it has changed", async () => {
    const children = [await mint(), (await family()).child];
    const fetch = appWith({ SECRET_KEY: "0123456789abcdef".repeat(4) });
    for (const child of children) expectRefusal(await list(child, { fetch }), "user_unauthorized");
  });
});

describe("when SECRET_KEY is rotated", () => {
  const SECRET_KEY = "0123456789abcdef".repeat(4);
  const rotated = { fetch: appWith({ SECRET_KEY, SECRET_KEY_PREVIOUS: env.SECRET_KEY }) };
  const withoutPrevious = { fetch: appWith({ SECRET_KEY }) };

  test("it lives on while SECRET_KEY_PREVIOUS is the one that signed it, and not without", async () => {
    const key = await createKey({ scopes: ["keys.write", "users.read"] });
    for (const child of [await mint(), await mint({}, { key })]) {
      expect((await list(child)).status).toBe(200);
      expect((await list(child, rotated)).status).toBe(200);
      expectRefusal(await list(child, withoutPrevious), "user_unauthorized");
    }
  });

  test("it still ends with its time, its maker and the bootstrap key", async () => {
    const id = fresh("maker");
    const key = await createKey({ id, scopes: ["keys.write", "users.read"] });
    const [child, ofBootstrap] = [await mint({}, { key }), await mint()];
    const others = { API_KEY: randomSecret(), SECRET_KEY, SECRET_KEY_PREVIOUS: env.SECRET_KEY };
    expectRefusal(await list(ofBootstrap, { fetch: appWith(others) }), "user_unauthorized");
    await rows("DELETE FROM keys WHERE id = ?", id);
    expectRefusal(await list(child, rotated), "user_unauthorized");
    setClock(60_000);
    expectRefusal(await list(ofBootstrap, rotated), "project_key_expired");
  });

  test("new ones are signed with the new secret, and name it", async () => {
    const before = await mint();
    const after = await mint({}, rotated);
    expect((await list(after, rotated)).status).toBe(200);
    expect((await list(after, withoutPrevious)).status).toBe(200);
    expectRefusal(await list(after), "user_unauthorized");
    expect([before, after].map((key) => decodeProtectedHeader(key.slice("ephemeral_".length)))).toEqual([
      { alg: "HS256", typ: "JWT", kid: keyId(Buffer.from(env.SECRET_KEY, "hex")) },
      { alg: "HS256", typ: "JWT", kid: keyId(Buffer.from(SECRET_KEY, "hex")) },
    ]);
  });
});

describe("it cannot create keys", () => {
  let key: string;
  beforeAll(async () => {
    key = await mint({ scopes: ["keys.write", "keys.read"], duration: 3_600 });
  });

  test("neither stored nor ephemeral ones, and cannot change any", async () => {
    const { id } = await makeKey();
    const before = await dump();
    const body = { name: "x", scopes: [], expire: new Date(noon).toISOString() };
    expectRefusal(await call("POST", "/project/keys", { key, body: { keyId: "x", ...body } }), "key_creation_denied");
    expectRefusal(await call("PUT", `/project/keys/${id}`, { key, body }), "key_creation_denied");
    expectRefusal(await create({ scopes: [], duration: 1 }, { key }), "key_creation_denied");
    expect(await dump()).toEqual(before);
  });
});

describe("a forged token is an unknown key", () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const decode = (part: string): object => JSON.parse(Buffer.from(part, "base64url").toString()) as object;
  const sign = (text: string, key: string | Uint8Array) => createHmac("sha256", key).update(text).digest("base64url");

  /** A token signed with the genuine key: only the header is wrong. */
  const signedWell = (header: object, payload: string) => {
    const text = `${encode(header)}.${payload}`;
    return `${text}.${sign(text, deriveKey(Buffer.from(env.SECRET_KEY, "hex"), "ephemeral-keys"))}`;
  };

  interface Parts {
    readonly header: string;
    readonly payload: string;
    readonly signature: string;
  }

  /** Forgeries by the holder of a token. */
  const forgeries: readonly (readonly [what: string, forge: (parts: Parts) => string])[] = [
    [
      "with more scopes",
      ({ header, payload, signature }) =>
        [header, encode({ ...decode(payload), scopes: keyScopes }), signature].join("."),
    ],
    [
      "with a later end",
      ({ header, payload, signature }) =>
        [header, encode({ ...decode(payload), exp: 4_000_000_000 }), signature].join("."),
    ],
    [
      "with another maker",
      ({ header, payload, signature }) =>
        [header, encode({ ...decode(payload), maker: { id: "ci", mark: "0" } }), signature].join("."),
    ],
    [
      "with another signature",
      ({ header, payload, signature }) =>
        [header, payload, `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`].join("."),
    ],
    ["without a signature", ({ header, payload }) => `${header}.${payload}.`],
    ["that is unsigned", ({ header, payload }) => `${encode({ ...decode(header), alg: "none" })}.${payload}.`],
    [
      "whose header says that it is unsigned",
      ({ header, payload, signature }) => `${encode({ ...decode(header), alg: "none" })}.${payload}.${signature}`,
    ],
    ["that names no secret", ({ header, payload }) => signedWell({ ...decode(header), kid: undefined }, payload)],
    ["that names another secret", ({ header, payload }) => signedWell({ ...decode(header), kid: "00000000" }, payload)],
    [
      "that is signed with SECRET_KEY itself",
      ({ header, payload }) =>
        `${header}.${payload}.${sign(`${header}.${payload}`, Buffer.from(env.SECRET_KEY, "hex"))}`,
    ],
    [
      "that is signed with the text of SECRET_KEY",
      ({ header, payload }) => `${header}.${payload}.${sign(`${header}.${payload}`, env.SECRET_KEY)}`,
    ],
    [
      "that is signed with the bootstrap key",
      ({ header, payload }) => `${header}.${payload}.${sign(`${header}.${payload}`, env.API_KEY)}`,
    ],
    [
      "of another algorithm",
      ({ header: own, payload }) => {
        const header = encode({ ...decode(own), alg: "HS512" });
        return `${header}.${payload}.${sign(`${header}.${payload}`, env.SECRET_KEY)}`;
      },
    ],
    ["that is cut", ({ header, payload, signature }) => `${header}.${payload}.${signature}`.slice(0, -1)],
    ["of two parts", ({ header, payload }) => `${header}.${payload}`],
    ["of four parts", ({ header, payload, signature }) => `${header}.${payload}.${signature}.x`],
    ["that is empty", () => ""],
    ["that is dots", () => ".."],
    ["that is no base64", () => "%%%.%%%.%%%"],
    ["of empty objects", () => "e30.e30.e30"],
    ["of lists", () => `${encode([])}.${encode([])}.x`],
    ["that is a stored key's random part", () => randomSecret("")],
    ["that is __proto__", () => "__proto__"],
  ];

  test.each(forgeries)("%s", async (_, forge) => {
    const [header = "", payload = "", signature = ""] = (await mint()).slice("ephemeral_".length).split(".");
    expectRefusal(await list(`ephemeral_${forge({ header, payload, signature })}`), "user_unauthorized");
  });

  test("but a token that names its secret, and is signed with it, is accepted", async () => {
    const [header = "", payload = ""] = (await mint()).slice("ephemeral_".length).split(".");
    expect((await list(`ephemeral_${signedWell(decode(header), payload)}`)).status).toBe(200);
  });

  test("of another project that has the same secret", async () => {
    const fetch = appWith({ PROJECT_ID: "other" });
    const foreign = await mint({}, { fetch, headers: { "x-appwrite-project": "other" } });
    expect((await list(foreign, { fetch, headers: { "x-appwrite-project": "other" } })).status).toBe(200);
    expectRefusal(await list(foreign), "user_unauthorized");
  });

  test("under another kind of key, or none", async () => {
    const token = (await mint()).slice("ephemeral_".length);
    expectRefusal(await list(`standard_${token}`), "user_unauthorized");
    expectRefusal(await list(`dynamic_${token}`), "general_unauthorized_scope");
  });
});

describe("the claims that its bearer can read", () => {
  test("is its id, its maker, its scopes, the project and its end; of the bootstrap key, not even the digest", async () => {
    const { body } = await create();
    const [, payload = ""] = String(body["secret"]).split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(claims).toEqual({
      jti: body["$id"],
      maker: { id: "", mark: expect.stringMatching(/^[0-9a-f]{64}$/) },
      scopes: ["users.read"],
      aud: "rollcall",
      exp: noon / 1_000 + 60,
    });
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(env.API_KEY)));
    expect(JSON.stringify(claims)).not.toContain(digest.toString("hex"));
  });
});

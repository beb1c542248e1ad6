/** A key cannot give another key more than its own rights (docs/spec/keys.md#grants, docs/decisions/0013-one-project.md#keys). */
import { describe, expect, test } from "vitest";
import { keyScopes } from "../../src/domain/keys/index.ts";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { createKey, makeKey, readKey } from "../harness/keys.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

const held = ["keys.write", "users.read", "teams.read"];
const end = Date.UTC(2038, 0);
const iso = (instant: number) => new Date(instant).toISOString();

interface Grant {
  readonly scopes: readonly string[];
  readonly expire?: string | null;
}

/** Each way to make a key, and the result of a grant. */
const ways = [
  {
    way: "making a key",
    ask: (key: string, grant: Grant) =>
      call("POST", "/project/keys", { key, body: { keyId: "unique()", name: "x", ...grant } }),
    status: 201,
  },
  {
    way: "changing another key",
    ask: async (key: string, grant: Grant) => {
      const id = fresh("other");
      await createKey({ id, scopes: [], expire: 1 });
      return call("PUT", `/project/keys/${id}`, { key, body: { name: "x", ...grant } });
    },
    status: 200,
  },
  {
    way: "changing itself",
    ask: (key: string, grant: Grant, id: string) =>
      call("PUT", `/project/keys/${id}`, { key, body: { name: "x", ...grant } }),
    status: 200,
  },
] as const;

describe.each(ways)("$way", ({ ask, status }) => {
  /** Sends a request as a key. @returns the answer, and whether the keys changed */
  async function asKey(grant: Grant, { scopes = held, expire = null as number | null } = {}) {
    const id = fresh("caller");
    const key = await createKey({ id, scopes, expire });
    return { answer: await ask(key, grant, id), id };
  }

  test.each<[what: string, grant: Grant, expire: number | null]>([
    ["all that it has", { scopes: held }, null],
    ["a part of it", { scopes: ["users.read"] }, null],
    ["nothing", { scopes: [] }, null],
    ["an end where it has none", { scopes: held, expire: iso(end) }, null],
    ["its own end", { scopes: held, expire: iso(end) }, end],
    ["an earlier end", { scopes: held, expire: iso(end - 1) }, end],
    ["an end that is past", { scopes: held, expire: "2020-01-01" }, end],
  ])("gives %s", async (_, grant, expire) => {
    const { answer } = await asKey(grant, { expire });
    expect({ status: answer.status, scopes: answer.body["scopes"] }).toEqual({ status, scopes: grant.scopes });
  });

  test.each<[what: string, grant: Grant, expire: number | null]>([
    ["a scope that it lacks", { scopes: ["users.write"] }, null],
    ["one that it lacks among those that it has", { scopes: [...held, "users.write"] }, null],
    ["the scope to read where it has that to write", { scopes: ["keys.read"] }, null],
    ["every scope", { scopes: keyScopes }, null],
    ["a later end", { scopes: held, expire: iso(end + 1) }, end],
    ["no end where it has one, by null", { scopes: held, expire: null }, end],
    ["no end where it has one, by omission", { scopes: held }, end],
    ["no end, and nothing else", { scopes: [] }, end],
  ])("does not give %s", async (_, grant, expire) => {
    const { answer, id } = await asKey(grant, { expire });
    expectRefusal(answer, "key_creation_denied");
    expect(await readKey(id)).toMatchObject({ scopes: held, name: "Test key" });
  });

  test("refuses a key that may only read keys", async () => {
    const { answer } = await asKey({ scopes: [] }, { scopes: ["keys.read"] });
    expectRefusal(answer, "general_unauthorized_scope");
  });

  test("lets the bootstrap key give every scope", async () => {
    const { id } = await makeKey();
    const { API_KEY } = (await import("cloudflare:workers")).env;
    const answer = await ask(API_KEY, { scopes: keyScopes, expire: null }, id);
    expect(answer).toMatchObject({ status, body: { scopes: keyScopes, expire: "" } });
  });
});

test("a refused grant changes nothing and names the missing scopes", async () => {
  const key = await createKey({ scopes: held, expire: end });
  const { id } = await makeKey({ scopes: ["users.write"] });
  const before = await dump();
  const lacks = "A key can only give scopes that it has; it lacks users.write, rows.read.";
  const grant = { name: "x", scopes: ["users.read", "users.write", "rows.read"], expire: iso(end) };
  expectRefusal(
    await call("POST", "/project/keys", { key, body: { keyId: "x", ...grant } }),
    "key_creation_denied",
    lacks,
  );
  expectRefusal(await call("PUT", `/project/keys/${id}`, { key, body: grant }), "key_creation_denied", lacks);
  expectRefusal(
    await call("POST", "/project/keys", { key, body: { keyId: "x", name: "x", scopes: held } }),
    "key_creation_denied",
    "A key can only make keys that expire no later than itself.",
  );
  expect(await dump()).toEqual(before);
});

test("no chain of keys leads further than its first key", async () => {
  let key = await createKey({ scopes: held, expire: end });
  for (let length = 0; length < 5; length++) {
    const grant = { scopes: held, expire: iso(end - length) };
    key = (await makeKey(grant, { key })).secret;
    for (const beyond of [
      { scopes: [...held, "users.write"], expire: grant.expire },
      { scopes: held, expire: iso(end - length + 1) },
      { scopes: held },
    ]) {
      const body = { keyId: "unique()", name: "x", ...beyond };
      expectRefusal(await call("POST", "/project/keys", { key, body }), "key_creation_denied");
    }
  }
});

test("a key that loses scopes can no longer give them", async () => {
  const id = fresh("caller");
  const key = await createKey({ id, scopes: held });
  await makeKey({ scopes: ["users.read"] }, { key });
  await call("PUT", `/project/keys/${id}`, { body: { name: "x", scopes: ["keys.write"] } });
  const body = { keyId: "unique()", name: "x", scopes: ["users.read"] };
  expectRefusal(await call("POST", "/project/keys", { key, body }), "key_creation_denied");
});

test.each<[what: string, scopes: readonly string[], expire: number | null]>([
  ["has a scope that it lacks", ["users.write"], end],
  ["lasts longer", [], end + 1],
  ["lasts for ever", [], null],
])("a key does not change another that %s", async (_, scopes, expire) => {
  const id = fresh("broader");
  await createKey({ id, scopes, expire });
  const key = await createKey({ scopes: held, expire: end });
  const before = await readKey(id);
  const body = { name: "x", scopes: [], expire: iso(end) };
  expectRefusal(await call("PUT", `/project/keys/${id}`, { key, body }), "key_creation_denied");
  expect(await readKey(id)).toEqual(before);
});

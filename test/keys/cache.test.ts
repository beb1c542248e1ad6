/**
 * The time until a changed or revoked key is refused (docs/decisions/0013-one-project.md#keys): none in the isolate of the
 * change, five seconds elsewhere. To simulate other isolates, the tests write to the database directly.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey, makeKey, randomSecret } from "../harness/keys.ts";
import { record } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

holdClock();

const recorder = record();

const list = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  call("GET", "/users", { key, headers, fetch: recorder.fetch });

/** A key that may read users. */
async function reader(expire: number | null = null) {
  const id = fresh("key");
  return { id, key: await createKey({ id, scopes: ["users.read"], expire, accessedAt: noon }) };
}

describe("A key that is revoked in another isolate", () => {
  test("is refused five seconds after it was last looked up, at the latest", async () => {
    const { id, key } = await reader();
    expect((await list(key)).status).toBe(200);
    setClock(1);
    await rows("DELETE FROM keys WHERE id = ?", id);
    setClock(4_999);
    expect((await list(key)).status).toBe(200);
    setClock(5_000);
    expectRefusal(await list(key), "user_unauthorized");
  });

  test("is refused also where the request began before that, and its body came later", async () => {
    const id = fresh("key");
    const key = await createKey({ id, scopes: ["users.write"], accessedAt: noon });
    const create = (body: BodyInit) =>
      call("POST", "/users", { key, body, headers: { "content-type": "application/json" }, fetch: recorder.fetch });
    expect((await create('{"userId":"unique()"}')).status).toBe(201);
    await rows("DELETE FROM keys WHERE id = ?", id);
    let began = false;
    const slow = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(began ? '"unique()"}' : '{"userId":'));
        if (began) {
          setClock(6_000);
          controller.close();
        }
        began = true;
      },
    });
    expectRefusal(await create(slow), "user_unauthorized");
  });

  test("does not live longer because it is used, neither by the same SDK nor by one after the other", async () => {
    const { id, key } = await reader();
    await list(key);
    await rows("DELETE FROM keys WHERE id = ?", id);
    for (const [at, sdk] of Object.entries({
      1_000: "php",
      2_000: "go",
      3_000: "rust",
      4_000: "ruby",
      4_999: "dart",
    })) {
      setClock(Number(at));
      expect((await list(key, { "x-sdk-name": sdk })).status).toBe(200);
    }
    setClock(5_000);
    expectRefusal(await list(key, { "x-sdk-name": "swift" }), "user_unauthorized");
    expectRefusal(await list(key), "user_unauthorized");
  });

  test("is refused in time even if its use was recorded meanwhile", async () => {
    const id = fresh("key");
    const key = await createKey({ id, scopes: ["users.read"], accessedAt: noon - 86_400_000 + 4_000 });
    await list(key);
    await rows("DELETE FROM keys WHERE id = ?", id);
    setClock(4_000);
    expect((await list(key)).status).toBe(200);
    setClock(5_000);
    expectRefusal(await list(key), "user_unauthorized");
  });

  test("is refused at once where it was never used", async () => {
    const { id, key } = await reader();
    await rows("DELETE FROM keys WHERE id = ?", id);
    expectRefusal(await list(key), "user_unauthorized");
  });
});

describe("A key that is changed in another isolate", () => {
  test("loses its scopes within five seconds", async () => {
    const { id, key } = await reader();
    await list(key);
    await rows("UPDATE keys SET scopes = '[]' WHERE id = ?", id);
    setClock(5_000);
    expectRefusal(await list(key), "general_unauthorized_scope");
  });

  test("ends within five seconds of being given an end", async () => {
    const { id, key } = await reader();
    await list(key);
    await rows("UPDATE keys SET expire = ? WHERE id = ?", noon, id);
    setClock(5_000);
    expectRefusal(await list(key), "project_key_expired");
  });
});

describe("A key is revoked or changed at once in the same isolate", () => {
  test("when it is deleted", async () => {
    const { id, key } = await reader();
    expect((await list(key)).status).toBe(200);
    await call("DELETE", `/project/keys/${id}`, { body: {}, fetch: recorder.fetch });
    expectRefusal(await list(key), "user_unauthorized");
  });

  test("when it is updated, with more or fewer rights", async () => {
    const { id, key } = await reader();
    const put = (body: object) =>
      call("PUT", `/project/keys/${id}`, { body: { name: "x", ...body }, fetch: recorder.fetch });
    await list(key);
    await put({ scopes: [] });
    expectRefusal(await list(key), "general_unauthorized_scope");
    await put({ scopes: ["users.read"], expire: new Date(noon).toISOString() });
    expectRefusal(await list(key), "project_key_expired");
    await put({ scopes: ["users.read"] });
    expect((await list(key)).status).toBe(200);
  });
});

describe("A known expiry", () => {
  test("is kept to the millisecond, also by a key that is remembered", async () => {
    const { key } = await reader(noon + 2_000);
    expect((await list(key)).status).toBe(200);
    setClock(1_999);
    expect((await list(key)).status).toBe(200);
    setClock(2_000);
    expectRefusal(await list(key), "project_key_expired");
  });
});

describe("A key that did not exist", () => {
  test("is looked up each time, and honoured as soon as it exists", async () => {
    const secret = randomSecret();
    expectRefusal(await list(secret), "user_unauthorized");
    expectRefusal(await list(secret), "user_unauthorized");
    const { id } = await makeKey({ scopes: ["users.read"] });
    const digest = createHash("sha256").update(secret).digest("hex");
    await rows("UPDATE keys SET digest = ? WHERE id = ?", digest, id);
    expect((await list(secret)).status).toBe(200);
  });
});

test("A cached key costs no statement; it is read once in five seconds", async () => {
  const { key } = await reader();
  const lookUps: number[] = [];
  for (const at of [0, 1, 4_999, 5_000, 9_999, 10_000]) {
    setClock(at);
    recorder.take();
    expect((await list(key)).status).toBe(200);
    if (recorder.take().roundTrips.length > 1) lookUps.push(at);
  }
  expect(lookUps).toEqual([0, 5_000, 10_000]);
});

test("One key's secret does not find another key that is remembered", async () => {
  const [{ key: first }, { key: second }] = [await reader(), await reader()];
  const none = await createKey({ scopes: [] });
  for (const key of [first, second, first]) expect((await list(key)).status).toBe(200);
  expectRefusal(await list(none), "general_unauthorized_scope");
  expectRefusal(await list(first.toUpperCase()), "general_unauthorized_scope");
  expectRefusal(await list(`standard_${first.slice(9).toUpperCase()}`), "user_unauthorized");
});

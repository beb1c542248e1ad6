/** Tokens that a server makes (docs/spec/users.md#tokens). They are redeemed in test/account/token-session.test.ts. */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, generatedId } from "../harness/users.ts";

holdClock();

const make = (userId: string, body: object = {}, options: CallOptions = {}) =>
  call("POST", `/users/${userId}/tokens`, { body, fetch: settled, ...options });

describe("a token", () => {
  test("has six hex digits and a quarter of an hour by default", async () => {
    const userId = await createUser();
    const answer = await make(userId);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      $id: generatedId,
      $createdAt: "2026-11-01T12:00:00.000+00:00",
      userId,
      secret: expect.stringMatching(/^[0-9a-f]{6}$/),
      expire: "2026-11-01T12:15:00.000+00:00",
      phrase: "",
    });
    expect((await make(userId, { length: null, expire: null })).body["secret"]).toHaveLength(6);
  });

  test.each([
    [{ length: 15, expire: 60 }, 15, "2026-11-01T12:01:00.000+00:00"],
    [{ length: "15", expire: "60" }, 15, "2026-11-01T12:01:00.000+00:00"],
    [{ length: 4 }, 4, "2026-11-01T12:15:00.000+00:00"],
    [{ length: 128, expire: 31_536_000 }, 128, "2027-11-01T12:00:00.000+00:00"],
  ])("is as long as %j says", async (body, length, expire) => {
    const answer = await make(await createUser(), body);
    expect(answer).toMatchObject({ status: 201, body: { expire } });
    expect(answer.body["secret"]).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
  });

  test("differs each time", async () => {
    const userId = await createUser();
    const secrets = [];
    for (let made = 0; made < 5; made += 1) secrets.push((await make(userId, { length: 64 })).body["secret"]);
    expect(new Set(secrets).size).toBe(5);
  });

  test.each([
    [{ length: 3 }, "length", "Value must be a valid range between 4 and 128"],
    [{ length: 129 }, "length", "Value must be a valid range between 4 and 128"],
    [{ length: 6.5 }, "length", "Value must be a valid range between 4 and 128"],
    [{ length: 1, expire: 1 }, "length", "Value must be a valid range between 4 and 128"],
    [{ expire: 59 }, "expire", "Value must be a valid range between 60 and 31,536,000"],
    [{ expire: 999_999_999_999_999 }, "expire", "Value must be a valid range between 60 and 31,536,000"],
    [{ expire: "soon" }, "expire", "Value must be a valid range between 60 and 31,536,000"],
  ])("is refused for %j", async (body, parameter, text) => {
    const userId = await createUser();
    const before = await dump();
    expectInvalid(await make(userId, body), parameter, text);
    expect(await dump()).toEqual(before);
  });

  test("is refused for an unknown user, after an error in its parameters", async () => {
    expectRefusal(await make("nobody"), "user_not_found");
    expectInvalid(await make("nobody", { length: 1 }), "length");
    expectInvalid(await make("_nobody"), "userId");
  });

  test("is refused for a blocked user, and writes nothing", async () => {
    const userId = await createUser();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    const before = await dump();
    expectRefusal(await make(userId), "user_blocked");
    expect(await dump()).toEqual(before);
  });

  test("requires users.write, not sessions.write", async () => {
    const userId = await createUser();
    expect((await make(userId, {}, { key: await createKey({ scopes: ["users.write"] }) })).status).toBe(201);
    const other = await createKey({ scopes: ["sessions.write"] });
    expectRefusal(await make(userId, {}, { key: other }), "general_unauthorized_scope");
  });

  test("is stored as an HMAC of its secret, not as a digest that can be computed without the key", async () => {
    const { body } = await make(await createUser());
    const secret = String(body["secret"]);
    const [row] = await rows("SELECT digest FROM tokens WHERE id = ?", String(body["$id"]));
    expect(row?.["digest"]).toMatch(/^[0-9a-f]{64}$/);
    const sha256 = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
    expect(row?.["digest"]).not.toBe(Buffer.from(sha256).toString("hex"));
  });

  test("stores the place of the request, without KV", async () => {
    const put = vi.spyOn(env.KV, "put");
    const headers = { "cf-connecting-ip": "198.51.100.7", "user-agent": "curl/8.5.0" };
    const { body } = await make(await createUser(), { expire: 120 }, { headers });
    const kept = await rows("SELECT origin FROM tokens WHERE id = ?", String(body["$id"]));
    expect(kept).toEqual([{ origin: '{"ip":"198.51.100.7","userAgent":"curl/8.5.0","country":null}' }]);
    expect(put).not.toHaveBeenCalled();
  });
});

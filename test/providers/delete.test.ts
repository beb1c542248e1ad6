/** GET and DELETE /messaging/providers/{providerId} (docs/spec/messaging.md#providers). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { kindCase } from "../harness/provider-kinds.ts";
import { makeProvider, readProvider } from "../harness/providers.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

const remove = (providerId: string, options = {}) => call("DELETE", `/messaging/providers/${providerId}`, options);

describe("a deletion", () => {
  test("leaves only its rows of the log", async () => {
    const before = await dump();
    const { credentials, options } = kindCase("mailgun");
    const providerId = await makeProvider("mailgun", { name: "Two Words", ...credentials, ...options });
    expect(await remove(providerId)).toMatchObject({ status: 204, text: "" });
    const after = await dump();
    expect({ ...after, logs: [], sqlite_sequence: [] }).toEqual({ ...before, logs: [], sqlite_sequence: [] });
    expect(await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq", `provider/${providerId}`)).toEqual([
      { event: "provider.create" },
      { event: "provider.delete" },
    ]);
    const text = "Provider with the requested ID could not be found.";
    expectRefusal(await call("GET", `/messaging/providers/${providerId}`), "provider_not_found", text);
  });

  test("a second time is a 404, and changes nothing", async () => {
    const providerId = await makeProvider();
    await remove(providerId);
    const before = await dump();
    expectRefusal(await remove(providerId), "provider_not_found");
    expectRefusal(await remove("nobody"), "provider_not_found");
    expect(await dump()).toEqual(before);
  });

  test("leaves targets without a provider, its own only", async () => {
    const userId = await createUser();
    const [gone, kept] = [await makeProvider("fcm"), await makeProvider("apns")];
    for (const providerId of [gone, kept]) {
      const body = { targetId: `on-${providerId}`, providerType: "push", identifier: `on-${providerId}`, providerId };
      expect((await call("POST", `/users/${userId}/targets`, { body })).body).toMatchObject({ providerId });
    }
    await remove(gone);
    const targets = [{ providerId: null }, { providerId: kept }];
    expect((await call("GET", `/users/${userId}/targets`)).body).toMatchObject({ total: 2, targets });
    expect((await call("GET", `/users/${userId}`)).body).toMatchObject({ targets });
    const queries = encodeURIComponent(JSON.stringify({ method: "isNull", attribute: "providerId" }));
    const without = await call("GET", `/users/${userId}/targets?queries[]=${queries}`);
    expect(without.body).toMatchObject({ total: 1, targets: [{ $id: `on-${gone}` }] });
  });

  test("reads no target and writes none, however many name it", async () => {
    const costs = await Promise.all(
      [0, 200].map(async (count) => {
        const [userId, providerId, { fetch, take }] = [await createUser(), await makeProvider("fcm"), record()];
        await rows(
          `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired, provider_seq)
            SELECT ?1 || value, 0, 0, (SELECT seq FROM users WHERE id = ?1), 'push', ?1 || value, 0,
              (SELECT seq FROM providers WHERE id = ?2)
            FROM json_each(?3)`,
          userId,
          providerId,
          JSON.stringify(Array.from({ length: count }, (_, index) => index)),
        );
        expect((await remove(providerId, { fetch })).status).toBe(204);
        return take();
      }),
    );
    const [none, many] = costs;
    expect(many?.rowsWritten).toBe(none?.rowsWritten);
    // Words that begin alike are read too.
    expect(many?.rowsRead).toBeLessThan(Number(none?.rowsRead) + 10);
  });

  test("frees the id for another provider, whom existing targets do not name", async () => {
    const userId = await createUser();
    const providerId = await makeProvider("fcm");
    const body = { targetId: fresh("target"), providerType: "push", identifier: fresh("device"), providerId };
    await call("POST", `/users/${userId}/targets`, { body });
    await remove(providerId);
    await makeProvider("twilio", { providerId });
    expect(await readProvider(providerId)).toMatchObject({ provider: "twilio" });
    expect((await call("GET", `/users/${userId}/targets/${body.targetId}`)).body).toMatchObject({ providerId: null });
  });

  test("requires providers.write", async () => {
    const providerId = await makeProvider();
    const reader = await createKey({ scopes: ["providers.read"] });
    expectRefusal(await remove(providerId, { key: reader }), "general_unauthorized_scope");
    expectRefusal(await remove(providerId, { key: null }), "general_unauthorized_scope");
    const writer = await createKey({ scopes: ["providers.write"] });
    const read = { key: writer };
    expectRefusal(await call("GET", `/messaging/providers/${providerId}`, read), "general_unauthorized_scope");
    expect((await call("GET", `/messaging/providers/${providerId}`, { key: reader })).status).toBe(200);
    expect((await remove(providerId, { key: writer })).status).toBe(204);
  });
});

test("an id in another case is another id, and an invalid one is refused", async () => {
  const providerId = await makeProvider("fcm", { providerId: fresh("Cased") });
  for (const method of ["GET", "DELETE"]) {
    expectRefusal(await call(method, `/messaging/providers/${providerId.toLowerCase()}`), "provider_not_found");
    expectInvalid(await call(method, "/messaging/providers/_x"), "providerId");
  }
  expect(await readProvider(providerId)).toMatchObject({ $id: providerId });
});

/** GET and DELETE /messaging/providers/{providerId} (spec/project.md 8). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { kindCase, makeProvider, readProvider } from "../harness/providers.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

const remove = (providerId: string, options = {}) => call("DELETE", `/messaging/providers/${providerId}`, options);

describe("a deletion", () => {
  test("leaves nothing of it but the log", async () => {
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
    expect((await call("GET", `/users/${userId}/targets`)).body).toMatchObject({
      total: 2,
      targets: [{ providerId: null }, { providerId: kept }],
    });
  });

  test("frees the id for another, whom the targets of before do not name", async () => {
    const userId = await createUser();
    const providerId = await makeProvider("fcm");
    const body = { targetId: fresh("target"), providerType: "push", identifier: fresh("device"), providerId };
    await call("POST", `/users/${userId}/targets`, { body });
    await remove(providerId);
    await makeProvider("twilio", { providerId });
    expect(await readProvider(providerId)).toMatchObject({ provider: "twilio" });
    expect((await call("GET", `/users/${userId}/targets/${body.targetId}`)).body).toMatchObject({ providerId: null });
  });

  test("is for who may write providers", async () => {
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

test("an id of another case is another id, and a text that can be none is refused", async () => {
  const providerId = await makeProvider("fcm", { providerId: fresh("Cased") });
  for (const method of ["GET", "DELETE"]) {
    expectRefusal(await call(method, `/messaging/providers/${providerId.toLowerCase()}`), "provider_not_found");
    expectInvalid(await call(method, "/messaging/providers/_x"), "providerId");
  }
  expect(await readProvider(providerId)).toMatchObject({ $id: providerId });
});

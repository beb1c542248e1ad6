/** PATCH /messaging/providers/{kind}/{providerId} (docs/spec/messaging.md#providers). */
import { describe, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { idsOf, query, queryString } from "../harness/lists.ts";
import { kindCase, kindCases } from "../harness/provider-kinds.ts";
import { credentialsOf, hidden, makeProvider, readProvider, sealedOf } from "../harness/providers.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { date, fresh } from "../harness/users.ts";

const update = (provider: string, providerId: string, body: object, options = {}) =>
  call("PATCH", `/messaging/providers/${provider}/${providerId}`, { body, ...options });

describe.each(kindCases)(
  "a change of a provider of the kind $provider",
  ({ changed, needs, provider, type, ...told }) => {
    const full = { ...told.credentials, ...told.options };

    test("replaces all given fields", async () => {
      const providerId = await makeProvider(provider, { ...full, enabled: true });
      const before = await readProvider(providerId);
      const { body, status, text } = await update(provider, providerId, {
        name: "Renamed",
        ...changed.credentials,
        ...changed.options,
        enabled: false,
      });
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          $id: providerId,
          $createdAt: before["$createdAt"],
          $updatedAt: date,
          name: "Renamed",
          provider,
          enabled: false,
          type,
          credentials: hidden(changed.credentials),
          options: changed.options,
        },
      });
      expect(text).not.toMatch(/hush|secret-/);
      expect(await readProvider(providerId)).toEqual(body);
      expect(await credentialsOf(providerId)).toEqual(changed.credentials);
    });

    test("keeps fields that are absent, null or empty", async () => {
      const providerId = await makeProvider(provider, { ...full, enabled: true });
      const before = await readProvider(providerId);
      const texts = Object.entries(full).filter(([, value]) => typeof value === "string");
      const nothings = [
        {},
        Object.fromEntries([...Object.keys(full), "name", "enabled"].map((name) => [name, null])),
        { name: "", ...Object.fromEntries(texts.map(([name]) => [name, ""])) },
      ];
      for (const nothing of nothings) {
        const answer = await update(provider, providerId, nothing);
        expect({ status: answer.status, body: answer.body }).toEqual({
          status: 200,
          body: { ...before, $updatedAt: date },
        });
        expect(await credentialsOf(providerId)).toEqual(told.credentials);
      }
    });

    test.each(needs)("cannot enable it while it lacks %s, and can with it", async (name) => {
      const { [name]: missing, ...others } = full;
      const providerId = await makeProvider(provider, others);
      const before = await dump();
      expectRefusal(await update(provider, providerId, { enabled: true }), "provider_missing_credentials");
      expect(await dump()).toEqual(before);
      const answer = await update(provider, providerId, { [name]: missing, enabled: true });
      expect(answer).toMatchObject({ status: 200, body: { enabled: true, credentials: hidden(told.credentials) } });
      expect(await credentialsOf(providerId)).toEqual(told.credentials);
    });

    test("through the path of another kind is refused, with any parameters", async () => {
      const providerId = await makeProvider(provider, full);
      const before = await dump();
      for (const other of kindCases) {
        if (other.provider === provider) continue;
        expectRefusal(await update(other.provider, providerId, { enabled: true }), "provider_incorrect_type");
      }
      expect(await dump()).toEqual(before);
    });
  },
);

describe("a change", () => {
  test("of the encryption to none removes it", async () => {
    const providerId = await makeProvider("smtp", { encryption: "tls" });
    expect(await update("smtp", providerId, { encryption: "none" })).toMatchObject({
      body: { options: { encryption: "" } },
    });
  });

  test("of a sender only leaves the credentials as they are, resealed", async () => {
    const providerId = await makeProvider("sendgrid", { apiKey: "hush" });
    const sealed = await sealedOf(providerId);
    await update("sendgrid", providerId, { fromName: "Ada" });
    expect(await credentialsOf(providerId)).toEqual({ apiKey: "hush" });
    expect(await sealedOf(providerId)).not.toBe(sealed);
  });

  test("of the name is found by search and queries from then on", async () => {
    const [old, name] = [`${fresh("Éarlier")} shared`, `${fresh("Later")} shared`];
    const providerId = await makeProvider("sendgrid", { name: old });
    const find = async (parameters: object) =>
      idsOf(await call("GET", `/messaging/providers?${queryString(parameters)}`), "providers").ids;
    expect(await find({ search: old })).toEqual([providerId]);
    await update("sendgrid", providerId, { name });
    expect(await find({ search: old })).toEqual([]);
    expect(await find({ search: name })).toEqual([providerId]);
    expect(await find({ search: `${providerId} sendgrid email shared` })).toEqual([providerId]);
    expect(await find({ queries: [query("equal", "name", name.toUpperCase())] })).toEqual([providerId]);
    const words = await rows(
      `SELECT word FROM search_words JOIN providers ON owner = seq AND kind = 'provider' WHERE id = ? ORDER BY word`,
      providerId,
    );
    const first = name.toLowerCase();
    expect(words.map(({ word }) => word)).toEqual(["email", first, providerId, "sendgrid", "shared"].toSorted());
  });

  test("is logged once, without a word of its credentials", async () => {
    const providerId = await makeProvider("vonage");
    await update("vonage", providerId, { apiKey: "hush-logged" });
    expect(await rows("SELECT event FROM logs WHERE resource = ? ORDER BY seq", `provider/${providerId}`)).toEqual([
      { event: "provider.create" },
      { event: "provider.update" },
    ]);
    expect(JSON.stringify(await dump())).not.toMatch(/hush-logged/);
  });

  test("keeps a simultaneous change of other fields", async () => {
    const providerId = await makeProvider("apns");
    const given = { authKey: "a", authKeyId: "b", teamId: "c", bundleId: "d" };
    const answers = await Promise.all([
      ...Object.entries(given).map(([name, value]) => update("apns", providerId, { [name]: value })),
      update("apns", providerId, { name: "Raced" }),
      update("apns", providerId, { sandbox: true }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await credentialsOf(providerId)).toEqual(given);
    expect(await readProvider(providerId)).toMatchObject({ name: "Raced", options: { sandbox: true } });
    const events = await rows("SELECT event FROM logs WHERE resource = ?", `provider/${providerId}`);
    expect(events).toHaveLength(7);
  });

  test("finds a provider that is not there after its parameters were found valid", async () => {
    expectInvalid(await update("smtp", "nobody", { port: 0 }), "port");
    expectRefusal(await update("smtp", "nobody", { port: 25 }), "provider_not_found");
    const providerId = await makeProvider("fcm", { providerId: fresh("Cased") });
    expectRefusal(await update("fcm", providerId.toLowerCase(), {}), "provider_not_found");
  });

  test.each<[provider: string, parameter: string, value: unknown]>([
    ["sendgrid", "name", "x".repeat(129)],
    ["sendgrid", "apiKey", false],
    ["sendgrid", "fromEmail", "nobody"],
    ["sendgrid", "enabled", "true"],
    ["smtp", "port", 65_536],
    ["smtp", "encryption", "starttls"],
    ["twilio", "from", "12345"],
    ["fcm", "serviceAccountJSON", "text"],
  ])("of %s to %s %j is refused", async (provider, parameter, value) => {
    const providerId = await makeProvider(provider);
    const before = await dump();
    expectInvalid(await update(provider, providerId, { [parameter]: value }), parameter);
    expect(await dump()).toEqual(before);
  });

  test("requires providers.write", async () => {
    const providerId = await makeProvider("fcm");
    const reader = await createKey({ scopes: ["providers.read"] });
    expectRefusal(await update("fcm", providerId, {}, { key: reader }), "general_unauthorized_scope");
    expectRefusal(await update("fcm", providerId, {}, { key: null }), "general_unauthorized_scope");
    const writer = await createKey({ scopes: ["providers.write"] });
    expect((await update("fcm", providerId, {}, { key: writer })).status).toBe(200);
  });

  test("of credentials that cannot be opened is an error that shows nothing; the provider can still be read and deleted", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { credentials } = kindCase("twilio");
    const [broken, other] = [await makeProvider("twilio", credentials), await makeProvider("twilio", credentials)];
    await rows("UPDATE providers SET credentials = ? WHERE id = ?", await sealedOf(other), broken);
    expectRefusal(await update("twilio", broken, { name: "x" }), "general_unknown", "Server Error");
    expect(log.mock.calls).toHaveLength(1);
    expect(String(log.mock.calls[0]?.[0])).toMatch(/The credentials of the provider provider\d+ cannot be opened/);
    expect(String(log.mock.calls[0]?.[0])).not.toMatch(/hush/);
    log.mockRestore();
    expect(await readProvider(broken)).toMatchObject({ name: "Post" });
    expect((await call("DELETE", `/messaging/providers/${broken}`)).status).toBe(204);
  });
});

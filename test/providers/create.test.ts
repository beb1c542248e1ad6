/** POST /messaging/providers/{kind} (docs/spec/messaging.md#providers). */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { open } from "../../src/lib/crypto/box.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { kindCase, kindCases, leastOf } from "../harness/provider-kinds.ts";
import { credentialsOf, hidden, makeProvider, readProvider, sealedOf } from "../harness/providers.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { date, fresh, generatedId } from "../harness/users.ts";

const create = (provider: string, body: object, options = {}) =>
  call("POST", `/messaging/providers/${provider}`, { body, ...options });

describe.each(kindCases)("a provider of the kind $provider", (kind) => {
  const { credentials, needs, options, provider, type, unset } = kind;

  test("shows all given fields except the values of its credentials", async () => {
    const providerId = fresh("full");
    const answer = await create(provider, { providerId, name: "Désk", ...credentials, ...options, enabled: true });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: {
        $id: providerId,
        $createdAt: date,
        $updatedAt: date,
        name: "Désk",
        provider,
        enabled: true,
        type,
        credentials: hidden(credentials),
        options,
      },
    });
    expect(answer.body["$createdAt"]).toBe(answer.body["$updatedAt"]);
    expect(answer.text).not.toMatch(/hush/);
    expect(await readProvider(providerId)).toEqual(answer.body);
  });

  test("keeps its credentials sealed, for itself alone, and nowhere else", async () => {
    const providerId = fresh("sealed");
    await create(provider, { providerId, name: "Post", ...credentials, ...options });
    expect(await credentialsOf(providerId)).toEqual(credentials);
    const sealed = await sealedOf(providerId);
    expect(sealed).toMatch(/^[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22,}$/);
    const elsewhere = await open([fromHex(env.SECRET_KEY)], "providers.credentials/other", sealed);
    expect(elsewhere).toEqual({ ok: false, error: "not authentic" });
    expect(JSON.stringify(await dump())).not.toMatch(/hush/);
  });

  test("needs only an id and a name, and is not enabled then even if it was asked for", async () => {
    const providerId = await makeProvider(provider, { enabled: true });
    expect(await readProvider(providerId)).toMatchObject({
      enabled: false,
      credentials: hidden(unset.credentials),
      options: unset.options,
    });
    expect(Object.keys(Object(await readProvider(providerId))["options"])).toEqual(Object.keys(unset.options));
    expect(await credentialsOf(providerId)).toEqual(unset.credentials);
  });

  test.each(needs)("is not enabled without %s", async (name) => {
    const { [name]: _, ...others } = { ...credentials, ...options };
    const answer = await create(provider, {
      providerId: fresh(),
      name: "Post",
      ...leastOf(kind),
      ...others,
      enabled: true,
    });
    expect(answer).toMatchObject({ status: 201, body: { enabled: false } });
  });

  test.each([undefined, null, false])("is not enabled where enabled is %j", async (enabled) => {
    const answer = await create(provider, { providerId: fresh(), name: "Post", ...credentials, ...options, enabled });
    expect(answer).toMatchObject({ status: 201, body: { enabled: false } });
  });
});

describe("a creation", () => {
  test("makes an id where asked to", async () => {
    const answer = await create("msg91", { providerId: "unique()", name: "Post" });
    expect(answer).toMatchObject({ status: 201, body: { $id: generatedId } });
  });

  test("ignores fields of other kinds, which upstream's own suite sends", async () => {
    const body = { providerId: fresh(), name: "Sengrid1", apiKey: "my-apikey", from: "sender@mail.example" };
    const answer = await create("sendgrid", body);
    expect(answer.status).toBe(201);
    expect(answer.body["options"]).toEqual({ fromName: "", fromEmail: "", replyToName: "", replyToEmail: "" });
    expect(answer.text).not.toMatch(/my-apikey/);
  });

  test("treats null as absent", async () => {
    const nulls = { port: null, autoTLS: null, username: null, encryption: null, fromEmail: null };
    const providerId = await makeProvider("smtp", { ...nulls, host: "mail.example" });
    expect(await credentialsOf(providerId)).toEqual({
      host: "mail.example",
      port: 587,
      username: "",
      password: "",
    });
    expect(await readProvider(providerId)).toMatchObject({ options: { encryption: "", autoTLS: true, fromEmail: "" } });
  });

  test.each([
    ["none", ""],
    ["ssl", "ssl"],
    ["TLS", "tls"],
  ])("of mail with the encryption %s shows %j", async (encryption, shown) => {
    const providerId = await makeProvider("smtp", { encryption });
    expect(await readProvider(providerId)).toMatchObject({ options: { encryption: shown } });
  });

  test.each([
    [1, 1],
    [65_535, 65_535],
    ["25", 25],
  ])("of mail accepts the port %j", async (port, stored) => {
    expect(await credentialsOf(await makeProvider("smtp", { port }))).toMatchObject({ port: stored });
  });

  test("takes credentials of 8,192 bytes, and not of one more", async () => {
    for (const apiKey of ["k".repeat(8_192), "€".repeat(2_730)]) {
      expect(await credentialsOf(await makeProvider("sendgrid", { apiKey }))).toEqual({ apiKey });
      expectInvalid(await create("sendgrid", { providerId: fresh(), name: "Post", apiKey: `${apiKey}€` }), "apiKey");
    }
    const fcm = { providerId: fresh(), name: "Push", serviceAccountJSON: { a: "k".repeat(8_192) } };
    expectInvalid(await create("fcm", fcm), "serviceAccountJSON");
  });

  test("is logged with its creator, and without its credentials", async () => {
    const secret = await createKey({ id: "mailer", name: "Mailer", scopes: ["providers.write"] });
    const providerId = fresh("logged");
    const { credentials, options } = kindCase("twilio");
    await create("twilio", { providerId, name: "Post", ...credentials, ...options }, { key: secret });
    expect(await rows("SELECT * FROM logs WHERE resource = ?", `provider/${providerId}`)).toMatchObject([
      { event: "provider.create", actor_type: "key", actor_id: "mailer", actor_name: "Mailer", user_seq: null },
    ]);
  });

  test("of one id, simultaneously, succeeds once", async () => {
    const providerId = fresh("raced");
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => create("fcm", { providerId, name: `Racer ${index}` })),
    );
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 201) expectRefusal(answer, "provider_already_exists");
    expect(await rows("SELECT name FROM providers WHERE id = ?", providerId)).toEqual([
      { name: winners[0]?.body["name"] },
    ]);
    expect(await rows("SELECT event FROM logs WHERE resource = ?", `provider/${providerId}`)).toHaveLength(1);
  });
});

describe("a creation is refused", () => {
  test("where the id is taken, in any case and by any kind, and changes nothing", async () => {
    const providerId = await makeProvider("sendgrid", { providerId: fresh("Taken") });
    const before = await dump();
    for (const id of [providerId, providerId.toUpperCase()]) {
      expectRefusal(await create("apns", { providerId: id, name: "Other" }), "provider_already_exists");
    }
    expect(await dump()).toEqual(before);
  });

  test("without its id, then its name, then its host", async () => {
    expectMissing(await create("smtp", {}), "providerId");
    expectMissing(await create("smtp", { providerId: fresh() }), "name");
    expectMissing(await create("smtp", { providerId: fresh(), name: "Post" }), "host");
  });

  test.each<[provider: string, parameter: string, value: unknown]>([
    ["sendgrid", "providerId", "_x"],
    ["sendgrid", "providerId", null],
    ["sendgrid", "name", ""],
    ["sendgrid", "name", "x".repeat(129)],
    ["sendgrid", "apiKey", ""],
    ["sendgrid", "apiKey", 7],
    ["sendgrid", "apiKey", "\ud800"],
    ["sendgrid", "fromName", "x".repeat(129)],
    ["sendgrid", "fromEmail", "nobody"],
    ["sendgrid", "fromEmail", ""],
    ["sendgrid", "replyToEmail", "a@localhost"],
    ["sendgrid", "enabled", "true"],
    ["sendgrid", "enabled", 1],
    ["mailgun", "isEuRegion", "false"],
    ["smtp", "host", ""],
    ["smtp", "host", null],
    ["smtp", "port", 0],
    ["smtp", "port", 65_536],
    ["smtp", "port", 2.5],
    ["smtp", "encryption", "starttls"],
    ["smtp", "encryption", ""],
    ["smtp", "autoTLS", 1],
    ["twilio", "from", "12345"],
    ["vonage", "from", ""],
    ["fcm", "serviceAccountJSON", "{}"],
    ["fcm", "serviceAccountJSON", [1]],
    ["apns", "sandbox", "yes"],
  ])("of %s with %s %j", async (provider, parameter, value) => {
    const before = await dump();
    const body = { providerId: fresh(), name: "Post", ...leastOf(kindCase(provider)), [parameter]: value };
    expectInvalid(await create(provider, body), parameter);
    expect(await dump()).toEqual(before);
  });

  test("to a key without providers.write", async () => {
    const body = { providerId: fresh(), name: "Post" };
    const reader = await createKey({ scopes: ["providers.read", "users.write", "targets.write"] });
    expectRefusal(await create("fcm", body, { key: null }), "general_unauthorized_scope");
    expectRefusal(await create("fcm", body, { key: reader }), "general_unauthorized_scope");
    const writer = await createKey({ scopes: ["providers.write"] });
    expect((await create("fcm", body, { key: writer })).status).toBe(201);
  });

  test("of an unknown kind", async () => {
    expectRefusal(await create("pigeon", { providerId: fresh(), name: "Post" }), "general_route_not_found");
  });
});

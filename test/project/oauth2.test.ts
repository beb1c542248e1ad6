/** /project/oauth2 (docs/spec/oauth2.md): setting up a project's sign-in providers. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { query, queryString } from "../harness/lists.ts";
import { makeP8File, oauth2Case, oauth2Cases } from "../harness/oauth2-kinds.ts";
import { readOAuth2, sealedSecretsOf, secretsOf, setUp } from "../harness/oauth2.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";

beforeEach(() => rows("DELETE FROM oauth2_providers"));

const list = (parameters: Parameters<typeof queryString>[0] = {}) =>
  call("GET", `/project/oauth2?${queryString(parameters)}`);

const all = oauth2Cases.map(({ id, unset }) => ({ $id: id, enabled: false, ...unset }));

describe("the list", () => {
  test("has every provider there is, set up or not, each as GET shows it", async () => {
    expect((await list()).body).toEqual({ total: 5, providers: all });
    const { secrets, shown } = oauth2Case("github");
    await setUp("github", { ...shown, ...secrets });
    const { body, text } = await list();
    expect(text).toMatch(
      /^\{"total":5,"providers":\[\{"\$id":"google","enabled":false,"clientId":"","clientSecret":"",/,
    );
    expect(body["providers"]).toEqual(await Promise.all(oauth2Cases.map(({ id }) => readOAuth2(id))));
    expect(body).toMatchObject({
      providers: [{}, { enabled: true, clientId: "github-client", clientSecret: "" }, {}, {}, {}],
    });
  });

  test("accepts limit and offset, which the total ignores, and no other queries", async () => {
    const queries = [query("limit", undefined, 2), query("offset", undefined, 1)];
    expect((await list({ queries })).body).toEqual({ total: 5, providers: all.slice(1, 3) });
    expect((await list({ queries, total: "false" })).body).toEqual({ total: 0, providers: all.slice(1, 3) });
    expectInvalid(await list({ queries: [query("equal", "$id", "google")] }), "queries");
    expectInvalid(await list({ total: "no" }), "total");
  });
});

describe("one provider", () => {
  test.each(oauth2Cases)("$id is disabled and empty by default", async ({ id, unset }) => {
    const { text } = await call("GET", `/project/oauth2/${id}`);
    expect(text).toBe(JSON.stringify({ $id: id, enabled: false, ...unset }));
  });

  test.each(["not-a-real-provider", "amazon", "GitHub", "mock", "x".repeat(129), "a%20b"])(
    "%s is invalid",
    async (id) => {
      expectInvalid(
        await call("GET", `/project/oauth2/${id}`),
        "providerId",
        /one of \(google, github, microsoft, apple, oidc\)$/,
      );
    },
  );

  test("is identified by its whole id", async () => {
    expectRefusal(await setUp("amazon", {}), "general_route_not_found");
  });
});

describe.each(oauth2Cases)("setting up $id", ({ changed, id, needs, secrets, shown, unset }) => {
  const full = { ...shown, ...secrets };
  const asShown = { $id: id, ...unset, ...shown };

  test("enables it once it is complete, and shows everything but its secrets", async () => {
    const answer = await setUp(id, full);
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: { ...asShown, enabled: true } });
    expect(Object.keys(answer.body)).toEqual(["$id", "enabled", ...Object.keys(unset)]);
    for (const secret of Object.values(secrets)) expect(answer.text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(await readOAuth2(id)).toEqual(answer.body);
    expect(await secretsOf(id)).toEqual(secrets);
    const [row] = await rows("SELECT settings FROM oauth2_providers WHERE id = ?", id);
    expect(JSON.parse(String(row?.["settings"]))).toEqual(shown);
  });

  test("field by field keeps the other fields", async () => {
    const fields = Object.entries(full).filter(([name]) => needs.includes(name));
    for (const [name, value] of fields) await setUp(id, { [name]: value });
    expect(await secretsOf(id)).toEqual(secrets);
    expect(await readOAuth2(id)).toMatchObject(
      Object.fromEntries(fields.map(([name, value]) => [name, name in secrets ? "" : value])),
    );
  });

  test("replaces all earlier fields", async () => {
    await setUp(id, full);
    const { body } = await setUp(id, { ...changed.shown, ...changed.secrets, enabled: false });
    expect(body).toEqual({ ...asShown, ...changed.shown, enabled: false });
    expect(await secretsOf(id)).toEqual(changed.secrets);
  });

  test("keeps fields that are absent or null", async () => {
    await setUp(id, full);
    for (const nothing of [
      {},
      // null would unset the number `maxAge`, so it is left out.
      {
        enabled: null,
        ...Object.fromEntries(Object.keys(full).map((name) => [name, name === "maxAge" ? undefined : null])),
      },
    ]) {
      expect((await setUp(id, nothing)).body).toEqual({ ...asShown, enabled: true });
      expect(await secretsOf(id)).toEqual(secrets);
    }
  });

  test.each(needs)("does not enable it without %s, neither by itself nor on request", async (name) => {
    const { [name]: _missing, ...others } = { ...shown, ...secrets } as Readonly<Record<string, unknown>>;
    expect((await setUp(id, others)).body).toMatchObject({ $id: id, enabled: false });
    const before = await dump();
    expectInvalid(await setUp(id, { enabled: true }), "enabled", new RegExp(name));
    expect(await dump()).toEqual(before);
    expect((await setUp(id, { ...full, enabled: true })).body).toMatchObject({ enabled: true });
    // Removing it disables the provider.
    expect((await setUp(id, { [name]: "" })).body).toMatchObject({ enabled: false, [name]: "" });
    expectInvalid(await setUp(id, { [name]: "", enabled: true }), "enabled");
  });

  test("leaves it disabled on request, although it is complete", async () => {
    expect((await setUp(id, { ...full, enabled: false })).body).toEqual({ ...asShown, enabled: false });
  });

  test("seals its secrets for this provider, differently each time", async () => {
    await setUp(id, full);
    const sealed = await sealedSecretsOf(id);
    for (const secret of Object.values(secrets))
      expect(JSON.stringify(await dump())).not.toContain(JSON.stringify(secret).slice(1, -1));
    await setUp(id, {});
    expect(await sealedSecretsOf(id)).not.toBe(sealed);
  });

  test("is logged, a refusal is not", async () => {
    await rows("DELETE FROM logs");
    await setUp(id, full);
    await setUp(id, { [needs[0] ?? ""]: "", enabled: true });
    expect(await rows("SELECT event, resource, actor_type, user_seq FROM logs")).toEqual([
      { event: `project.oauth2.${id}.update`, resource: `oauth2/${id}`, actor_type: "key", user_seq: null },
    ]);
  });
});

const url = (end: string) => `https://id.example/${end}`;

describe("a field", () => {
  test.each<[string, object]>([
    ["google", { clientId: "x".repeat(256), clientSecret: "x".repeat(512) }],
    ["google", { prompt: [] }],
    ["google", { prompt: ["none"] }],
    ["google", { prompt: ["select_account"] }],
    ["microsoft", { applicationSecret: "x".repeat(512), tenant: "" }],
    ["microsoft", { tenant: "common" }],
    ["microsoft", { tenant: "consumers" }],
    ["apple", { keyId: "x".repeat(256), p8File: "" }],
    ["oidc", { maxAge: 2_147_483_647, userInfoURL: "http://127.0.0.1:9000/me" }],
    ["oidc", { prompt: ["login", "consent", "select_account"] }],
  ])("of %s accepts %j", async (id, body) => {
    const shown = Object.entries(body).map(([name, value]) => [name, name.endsWith("Secret") ? "" : value]);
    expect(await setUp(id, body)).toMatchObject({ status: 200, body: Object.fromEntries(shown) });
  });

  test("of choices shows each once, in one order", async () => {
    const { body } = await setUp("oidc", { prompt: ["consent", "login", "consent"] });
    expect(body["prompt"]).toEqual(["login", "consent"]);
    expect((await setUp("oidc", { maxAge: "60" })).body["maxAge"]).toBe(60);
  });

  test.each<[string, string, readonly unknown[]]>([
    ["google", "clientId", ["x".repeat(257), 5, [], {}, true]],
    ["google", "clientSecret", ["x".repeat(513), 5]],
    ["google", "prompt", ["none", ["login"], ["None"], ["none", "consent"], ["consent", 5], {}]],
    ["github", "clientId", ["x".repeat(257)]],
    ["microsoft", "tenant", ["Common", "contoso.example", "../common", "common/", "x".repeat(257)]],
    ["apple", "teamId", ["x".repeat(257)]],
    ["oidc", "maxAge", [-1, 1.5, "x", 2_147_483_648, []]],
    ["oidc", "prompt", [["none", "login"], ["create"]]],
    ...["wellKnownURL", "authorizationURL", "tokenURL", "userInfoURL"].map(
      (name): [string, string, readonly unknown[]] => [
        "oidc",
        name,
        [
          "id.example",
          "http://id.example/x",
          "ftp://id.example/",
          "javascript:alert(1)",
          "https://a:b@id.example/",
          url("#x"),
          url("x".repeat(2_048)),
          5,
          [],
        ],
      ],
    ),
    ...oauth2Cases.map(({ id }): [string, string, readonly unknown[]] => [id, "enabled", ["true", 1, 0, "", []]]),
  ])("%s %s is held to its rule", async (id, name, values) => {
    const before = await dump();
    for (const value of values) expectInvalid(await setUp(id, { [name]: value }), name);
    expect(await dump()).toEqual(before);
  });

  test("p8File must be a private key for ES256, whatever else is missing, and the error hides its content", async () => {
    const right = await makeP8File();
    const wrong = [
      "hush",
      right.replace(/[A-Z]{3}/, "!!!"),
      right.replaceAll("PRIVATE", "PUBLIC"),
      await makeP8File("P-384"),
    ];
    const before = await dump();
    for (const p8File of wrong) {
      const answer = await setUp("apple", { p8File });
      expectInvalid(answer, "p8File", /ES256/);
      expect(answer.text).not.toContain(p8File.slice(-60, -40) || p8File);
    }
    expectInvalid(await setUp("apple", { p8File: `${right}${" ".repeat(4_096)}` }), "p8File");
    expect(await dump()).toEqual(before);
    expect((await setUp("apple", { p8File: right })).body).toMatchObject({ enabled: false, p8File: "" });
    expect(await secretsOf("apple")).toEqual({ p8File: right });
  });
});

describe("an OpenID provider", () => {
  const client = { clientId: "client", clientSecret: "hush" };

  test.each<[string, object, boolean]>([
    ["its configuration", { wellKnownURL: url("tenant/.well-known/openid-configuration") }, true],
    ["its three endpoints", { authorizationURL: url("a"), tokenURL: url("t"), userInfoURL: url("u") }, true],
    ["two of its endpoints", { authorizationURL: url("a"), tokenURL: url("t") }, false],
    ["none of these", {}, false],
  ])("is known by %s", async (_, urls, enabled) => {
    expect((await setUp("oidc", { ...client, ...urls })).body).toMatchObject({ enabled });
  });

  test.each([
    ["https://id.example", "https://id.example/.well-known/openid-configuration"],
    ["https://id.example/", "https://id.example/.well-known/openid-configuration"],
    ["https://id.example/tenant", "https://id.example/tenant/.well-known/openid-configuration"],
  ])("is known by its issuer %s", async (issuer, wellKnownURL) => {
    expect((await setUp("oidc", { ...client, wellKnownURL: issuer })).body).toMatchObject({
      enabled: true,
      wellKnownURL,
    });
  });

  test.each<[string, () => Response, string]>([
    ["has no configuration", () => new Response("hush", { status: 404 }), "status 404"],
    ["gives a page", () => new Response("hush", { headers: { "content-type": "text/html" } }), "text/html"],
    [
      "gives another issuer's",
      () =>
        Response.json({
          issuer: "https://hush.example",
          authorization_endpoint: "https://id.example/a",
          token_endpoint: "https://id.example/t",
          jwks_uri: "https://id.example/k",
        }),
      "another issuer",
    ],
    ["gives another document", () => Response.json({ hush: 1 }), "no configuration"],
    [
      "sends elsewhere",
      () => new Response(null, { status: 302, headers: { location: "https://hush.example" } }),
      "status 302",
    ],
  ])("that %s is refused, and the error describes the answer", async (_, response, told) => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Promise.resolve(response()));
    const before = await dump();
    const answer = await setUp("oidc", { ...client, wellKnownURL: "https://id.example" });
    vi.restoreAllMocks();
    expectInvalid(answer, "wellKnownURL", /https:\/\/id\.example\/\.well-known\/openid-configuration/);
    expect(answer.text).toContain(told);
    expect(answer.text).not.toContain("hush");
    expect(await dump()).toEqual(before);
  });

  test("has no `maxAge` any more once that is null", async () => {
    expect((await setUp("oidc", { maxAge: 0 })).body).toMatchObject({ maxAge: 0 });
    expect((await setUp("oidc", { clientId: "another" })).body).toMatchObject({ maxAge: 0 });
    expect((await setUp("oidc", { maxAge: null })).body).toMatchObject({ maxAge: null });
  });
});

describe("scopes", () => {
  test("reading requires `project.oauth2.read`, configuring `project.oauth2.write`", async () => {
    const [reader, writer] = [
      await createKey({ scopes: ["project.oauth2.read"] }),
      await createKey({ scopes: ["project.oauth2.write"] }),
    ];
    for (const path of ["/project/oauth2", "/project/oauth2/google"]) {
      expect((await call("GET", path, { key: reader })).status).toBe(200);
      expectRefusal(await call("GET", path, { key: writer }), "general_unauthorized_scope");
    }
    expect((await setUp("google", {}, { key: writer })).status).toBe(200);
    expectRefusal(await setUp("google", {}, { key: reader }), "general_unauthorized_scope");
  });
});

describe("simultaneously", () => {
  test("twenty changes are all kept, and logged once each", async () => {
    await rows("DELETE FROM logs");
    const fields = { ...oauth2Case("oidc").shown, ...oauth2Case("oidc").secrets };
    const names = Object.entries(fields);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const [name = "", value] = names[i % names.length] ?? [];
        return setUp("oidc", { [name]: value });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
    expect(await readOAuth2("oidc")).toEqual({ $id: "oidc", enabled: true, ...fields, clientSecret: "" });
    expect(await secretsOf("oidc")).toEqual(oauth2Case("oidc").secrets);
    expect(await rows("SELECT event FROM logs")).toHaveLength(20);
    expect(await rows("SELECT id FROM oauth2_providers")).toEqual([{ id: "oidc" }]);
  });

  test.each([
    ["has just been set up for the first time", {}],
    ["has been changed", { clientId: "before" }],
  ])("a change applies to the state that %s meanwhile", async (_, before) => {
    if ("clientId" in before) await setUp("google", before);
    let isFirst = true;
    const fetch = serve(async (statements, send) => {
      if (isFirst && statements.some(({ sql }) => sql.includes("oauth2_providers"))) {
        isFirst = false;
        const results = await send(preparedOf(statements));
        await setUp("google", { clientSecret: "meanwhile" });
        return results;
      }
      return send(preparedOf(statements));
    });
    expect((await setUp("google", { clientId: "client" }, { fetch })).body).toMatchObject({
      clientId: "client",
      enabled: true,
    });
    expect(await secretsOf("google")).toEqual({ clientSecret: "meanwhile" });
  });
});

/** The profile of the signed-in user, for each provider. */
import type { JWTPayload } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { accountProfile } from "../../src/flows/oauth2/account-profile.ts";
import { readProfile } from "../../src/lib/oauth2/profile.ts";
import type { Settings } from "../../src/lib/oauth2/provider.ts";
import {
  clientOf,
  configuration,
  fakeWeb,
  goodClaims,
  type Key,
  makeKey,
  type Routes,
  settings,
  sign,
  signInOf,
} from "./provider.ts";

let key: Key;
beforeAll(async () => {
  key = await makeKey("key-1");
});

const discovery = { [String(settings["oidc"]?.["wellKnownURL"])]: configuration };

const tid = "11111111-2222-3333-4444-555555555555";

const issuers: Readonly<Record<string, string>> = {
  google: "https://accounts.google.com",
  microsoft: `https://login.microsoftonline.com/${tid}/v2.0`,
  apple: "https://appleid.apple.com",
  oidc: configuration.issuer,
};

interface Case {
  readonly claims?: JWTPayload;
  readonly routes?: Routes;
  readonly user?: string;
  readonly settings?: Settings;
}

/** Signs in a user with these claims in the id token. */
async function signIn(id: string, { claims = {}, routes = {}, user, settings: changed = {} }: Case = {}) {
  const client = await clientOf(id, changed, fakeWeb(discovery).web);
  const keys = { [client.endpoints.openId?.jwks ?? ""]: { keys: [key.published] } };
  const idToken = await sign(key, { ...goodClaims(issuers[id] ?? "", client.id), tid, ...claims });
  const { asked, web } = fakeWeb({ ...keys, ...routes });
  const said = await readProfile(web, client, signInOf(id === "github" ? null : idToken, user ?? null));
  return { asked, profile: said.ok ? { ...said, value: accountProfile(said.value) } : said };
}

const ada = { uid: "subject-1", email: "ada@mail.example", isEmailVerified: true, name: "Ada Lovelace" };
const { userinfo_endpoint: userInfoUrl } = configuration;

describe.each(["google", "oidc"])("%s", (id) => {
  const infoUrl = id === "google" ? "https://openidconnect.googleapis.com/v1/userinfo" : userInfoUrl;
  const info = { sub: "subject-1", email: "info@mail.example", email_verified: true, name: "Info" };

  test("gives the whole profile in the id token", async () => {
    const { asked, profile } = await signIn(id);
    expect(profile).toEqual({ ok: true, value: ada });
    expect(asked.length).toBe(1);
  });

  test.each([false, "false", 1, "yes", null, undefined])("vouches for no address with %j", async (verified) => {
    const { profile } = await signIn(id, { claims: { email_verified: verified } });
    expect(profile).toEqual({ ok: true, value: { ...ada, isEmailVerified: false } });
  });

  test("is asked for missing fields, with the access token", async () => {
    const { asked, profile } = await signIn(id, { claims: { name: undefined }, routes: { [infoUrl]: info } });
    expect(profile).toEqual({ ok: true, value: { ...ada, name: "Info" } });
    expect(asked.at(-1)).toEqual({
      url: infoUrl,
      method: "GET",
      redirect: "manual",
      headers: { accept: "application/json", "user-agent": "Rollcall", authorization: "Bearer hush-access" },
      body: null,
    });
  });

  test("vouches for an address only where it gives one", async () => {
    const { email_verified: _, ...silent } = info;
    const claims = { email: undefined, email_verified: true };
    const { profile } = await signIn(id, { claims, routes: { [infoUrl]: silent } });
    expect(profile).toMatchObject({
      value: { email: "info@mail.example", isEmailVerified: false, name: "Ada Lovelace" },
    });
  });

  test("is rejected when it is about another user", async () => {
    const routes = { [infoUrl]: { ...info, sub: "subject-2" } };
    const { profile } = await signIn(id, { claims: { email: undefined }, routes });
    expect(profile).toEqual({ ok: false, error: { kind: "untrusted", detail: "userinfo: another sub" } });
  });

  test.each([
    [Response.json({ error: "hush" }, { status: 401 }), { kind: "refused", detail: "profile: status 401" }],
    [Response.json({ email: "a@b.example" }), { kind: "unreadable", detail: "profile: not as documented" }],
    [new Response("jwt"), { kind: "unreadable", detail: "status 200, text/plain, without JSON" }],
  ])("fails with its userinfo: %#", async (answer, error) => {
    const { profile } = await signIn(id, { claims: { email: undefined }, routes: { [infoUrl]: answer } });
    expect(profile).toEqual({ ok: false, error });
  });
});

describe("an OpenID provider of which only three addresses are known", () => {
  const bare = {
    wellKnownURL: "",
    authorizationURL: "https://id.example/a",
    tokenURL: "https://id.example/t",
    userInfoURL: "https://id.example/u",
  };

  test("gives the profile at its userinfo endpoint; its id token, which cannot be verified, is ignored", async () => {
    const routes = { "https://id.example/u": { sub: "subject-9", email: "info@mail.example", email_verified: true } };
    const { asked, profile } = await signIn("oidc", {
      routes,
      settings: bare,
      claims: { iss: "https://evil.example" },
    });
    expect(profile).toEqual({
      ok: true,
      value: { uid: "subject-9", email: "info@mail.example", isEmailVerified: true, name: "" },
    });
    expect(asked.map(({ url }) => url)).toEqual(["https://id.example/u"]);
  });
});

describe("for every provider", () => {
  test.each(["google", "microsoft", "apple", "oidc"])("%s must give a valid id token", async (id) => {
    const client = await clientOf(id, {}, fakeWeb(discovery).web);
    expect(await readProfile(fakeWeb({}).web, client, signInOf(null))).toEqual({
      ok: false,
      error: { kind: "untrusted", detail: "id token: missing" },
    });
    const { profile } = await signIn(id, { claims: { nonce: "m".repeat(43) } });
    expect(profile).toEqual({ ok: false, error: { kind: "untrusted", detail: "id token: nonce" } });
  });

  test.each([
    "",
    "ada",
    "ada@",
    "@mail.example",
    "a b@mail.example",
    "ada@mail.example\n",
    "ada@mail.example, eve@mail.example",
    `${"a".repeat(250)}@b.example`,
  ])("an invalid address is left out, verified or not: %j", async (email) => {
    const { profile } = await signIn("apple", { claims: { email } });
    expect(profile).toMatchObject({ value: { email: null, isEmailVerified: false } });
  });

  test.each([
    ["  Ada  ", "Ada"],
    ["\uD800Ada", "\uFFFDAda"],
    ["𝒜".repeat(129), "𝒜".repeat(128)],
    [1, ""],
  ])("a name is held to its bounds: %j", async (name, shown) => {
    const routes = { [userInfoUrl]: { sub: "subject-1" } };
    const { profile } = await signIn("oidc", { claims: { name }, routes });
    expect(profile).toMatchObject({ value: { name: shown } });
  });
});

describe("github", () => {
  const api = "https://api.github.com/user";
  const user = { id: 583231, login: "octocat", name: "The Octocat", email: "shown@mail.example" };
  const emails = [
    { email: "other@mail.example", primary: false, verified: true },
    { email: "Octo@Mail.example", primary: true, verified: true },
  ];
  const octocat = { uid: "583231", email: "octo@mail.example", isEmailVerified: true, name: "The Octocat" };

  const read = async (changed: object, list: unknown = emails) =>
    (await signIn("github", { routes: { [api]: { ...user, ...changed }, [`${api}/emails`]: list } })).profile;

  test("gives the id and the primary address", async () => {
    expect(await read({})).toEqual({ ok: true, value: octocat });
  });

  test.each([null, "", undefined])("has the login where the name is %j", async (name) => {
    expect(await read({ name })).toEqual({ ok: true, value: { ...octocat, name: "octocat" } });
  });

  test("vouches for the primary address only when it is verified, and for no other in its place", async () => {
    const list = emails.map((email) => ({ ...email, verified: !email.primary }));
    expect(await read({}, list)).toEqual({ ok: true, value: { ...octocat, isEmailVerified: false } });
    expect(await read({}, emails.slice(0, 1))).toEqual({
      ok: true,
      value: { ...octocat, email: null, isEmailVerified: false },
    });
    expect(await read({}, [])).toMatchObject({ value: { email: null } });
  });

  test.each([{ id: "583231" }, { id: 0 }, { id: 1.5 }, { id: undefined }, { login: 1 }])(
    "is not understood with %j",
    async (changed) => {
      expect(await read(changed)).toMatchObject({ error: { kind: "unreadable" } });
    },
  );

  test("that refuses the list of emails fails, and does not count as having none", async () => {
    expect(await read({}, Response.json({ message: "hush" }, { status: 403 }))).toEqual({
      ok: false,
      error: { kind: "refused", detail: "profile: status 403" },
    });
  });
});

describe("microsoft", () => {
  test.each([true, 1, "1", "true"])("vouches for an address whose domain is the tenant's: %j", async (claim) => {
    const { profile } = await signIn("microsoft", { claims: { xms_edov: claim } });
    expect(profile).toEqual({ ok: true, value: ada });
  });

  test.each([undefined, false, 0, "0", "false", null, [true]])(
    "vouches for no other, whatever the token says: %j",
    async (claim) => {
      const claims = { xms_edov: claim, email_verified: true, verified_primary_email: ["ada@mail.example"] };
      const { profile } = await signIn("microsoft", { claims });
      expect(profile).toEqual({ ok: true, value: { ...ada, isEmailVerified: false } });
    },
  );

  test("has no address where only a login name is given", async () => {
    const { profile } = await signIn("microsoft", {
      claims: { email: undefined, preferred_username: "ada@mail.example", upn: "ada@mail.example", xms_edov: true },
    });
    expect(profile).toEqual({ ok: true, value: { ...ada, email: null, isEmailVerified: false } });
  });
});

describe("apple", () => {
  const claims = { name: undefined, email_verified: "true" };

  test("gives the name once, in the form", async () => {
    const user = JSON.stringify({ name: { firstName: "Ada", lastName: "Lovelace" }, email: "eve@mail.example" });
    expect((await signIn("apple", { claims, user })).profile).toEqual({ ok: true, value: ada });
  });

  test.each([
    ['{"name":{"firstName":"Ada"}}', "Ada"],
    ['{"name":{"firstName":1,"lastName":"Lovelace"}}', "Lovelace"],
    ['{"name":{}}', ""],
    ['{"name":"Ada"}', ""],
    ["{", ""],
    ["", ""],
    ["null", ""],
  ])("with the form's user %s is called %j", async (user, name) => {
    expect((await signIn("apple", { claims, user })).profile).toEqual({ ok: true, value: { ...ada, name } });
  });

  test("gives none later", async () => {
    expect((await signIn("apple", { claims })).profile).toEqual({ ok: true, value: { ...ada, name: "" } });
  });
});

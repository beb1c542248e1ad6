/** Id tokens (OpenID Connect Core 3.1.3.7): valid ones, and every kind of invalid one. */
import { exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyIdToken } from "../../src/lib/oauth2/id-token.ts";
import type { Client } from "../../src/lib/oauth2/provider.ts";
import {
  clientOf,
  configuration,
  fakeWeb,
  goodClaims,
  type Key,
  makeKey,
  nonce,
  now,
  type Routes,
  seconds,
  settings,
  sign,
} from "./provider.ts";

const { issuer, jwks_uri: keysUrl } = configuration;
const expected = { nonce, startedAt: now - 20_000, now };

let key: Key;
let stranger: Key;
let client: Client;
let relaxed: Client;
beforeAll(async () => {
  [key, stranger] = [await makeKey("key-1"), await makeKey("key-1")];
  const known = { [String(settings["oidc"]?.["wellKnownURL"])]: configuration };
  client = await clientOf("oidc", {}, fakeWeb(known).web);
  relaxed = await clientOf("oidc", { maxAge: null }, fakeWeb(known).web);
});

const claimsOf = (changed: JWTPayload = {}): JWTPayload => ({ ...goodClaims(issuer, client.id), ...changed });
const keysOf = (...keys: readonly Key[]): Routes => ({ [keysUrl]: { keys: keys.map(({ published }) => published) } });

const verify = async (token: string, keys = keysOf(key), of = client) =>
  verifyIdToken(fakeWeb(keys).web, of, token, expected);

const untrusted = (detail: string) => ({ ok: false, error: { kind: "untrusted", detail: `id token: ${detail}` } });

describe("an id token is accepted", () => {
  test("with all claims in order, and gives them", async () => {
    expect(await verify(await sign(key, claimsOf()))).toEqual({ ok: true, value: claimsOf() });
  });

  test.each<[string, JWTPayload]>([
    ["for several clients, with this one as azp", { aud: ["other", "oidc client"], azp: "oidc client" }],
    ["in the last second of the tolerance", { exp: seconds - 59 }],
    ["issued by a clock that is a minute ahead", { iat: seconds + 60 }],
    ["of a sign-in just within the maximum age", { auth_time: seconds - 20 - 3_600 - 60 }],
  ])("%s", async (_, changed) => {
    expect(await verify(await sign(key, claimsOf(changed)))).toMatchObject({ ok: true });
  });

  test.each(["RS512", "PS256", "ES256", "ES384", "EdDSA"])("signed with %s", async (alg) => {
    const other = await makeKey("key-2", {}, alg);
    expect(await verify(await sign(other, claimsOf()), keysOf(key, other))).toMatchObject({ ok: true });
  });

  test("without the time of the sign-in, where no age is asked for", async () => {
    const { auth_time: _, ...claims } = claimsOf();
    expect(await verify(await sign(key, claims), keysOf(key), relaxed)).toMatchObject({ ok: true });
  });
});

describe("an id token is refused", () => {
  test.each<[string, JWTPayload, string]>([
    ["of another issuer", { iss: "https://evil.example/tenant" }, "iss"],
    ["of an issuer with the same prefix", { iss: "https://id.example/tenant.evil" }, "iss"],
    ["for another client", { aud: "other" }, "aud"],
    ["for other clients only", { aud: ["other", "another"] }, "aud"],
    ["for several clients, without azp", { aud: ["oidc client", "other"] }, "azp"],
    ["whose azp is another client", { azp: "other" }, "azp"],
    ["that has ended", { exp: seconds - 60 }, "exp"],
    ["whose exp is not a time", { exp: "soon" as unknown as number }, "exp"],
    ["issued in the future", { iat: seconds + 61 }, "iat"],
    ["issued long ago", { iat: seconds - 3_661, exp: seconds + 9_000 }, "iat"],
    ["that is not valid yet", { nbf: seconds + 61 }, "nbf"],
    ["of another sign-in", { nonce: "m".repeat(43) }, "nonce"],
    ["with an empty nonce", { nonce: "" }, "nonce"],
    ["of a sign-in older than the maximum age", { auth_time: seconds - 20 - 3_600 - 61 }, "auth_time"],
    ["whose auth_time is not a time", { auth_time: "now" }, "auth_time"],
    ["without a subject", { sub: "" }, "sub"],
    ["of a subject that is too long", { sub: "s".repeat(256) }, "sub"],
    ["of a subject with a space", { sub: "a b" }, "sub"],
    ["of a subject that is not a string", { sub: 1 as unknown as string }, "sub"],
  ])("%s", async (_, changed, claim) => {
    expect(await verify(await sign(key, claimsOf(changed)))).toEqual(untrusted(claim));
  });

  test.each(["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time"])("without %s", async (name) => {
    const { [name]: _, ...claims } = claimsOf();
    expect(await verify(await sign(key, claims))).toEqual(untrusted(name));
  });

  test("with any claim changed after it was signed", async () => {
    const [header, , signature] = (await sign(key, claimsOf())).split(".");
    for (const name of Object.keys(claimsOf())) {
      const forged = Buffer.from(JSON.stringify({ ...claimsOf(), [name]: "forged" })).toString("base64url");
      expect({ name, ...(await verify(`${header}.${forged}.${signature}`)) }).toEqual({
        name,
        ...untrusted("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"),
      });
    }
  });

  test("signed by another key under the id of the key", async () => {
    expect(await verify(await sign(stranger, claimsOf()))).toEqual(untrusted("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"));
  });

  test("that is not signed", async () => {
    const bare = new UnsecuredJWT(claimsOf()).encode();
    expect(await verify(bare)).toEqual(untrusted("ERR_JOSE_ALG_NOT_ALLOWED"));
    const [, payload] = bare.split(".");
    const header = Buffer.from('{"alg":"none","kid":"key-1"}').toString("base64url");
    expect(await verify(`${header}.${payload}.`)).toEqual(untrusted("ERR_JOSE_ALG_NOT_ALLOWED"));
  });

  test.each(["HS256", "HS384", "HS512"])("signed with %s by the public key, which everybody has", async (alg) => {
    const { alg: _, ...published } = key.published;
    const publicKey = await importJWK({ ...published, ext: true }, "RS256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("No public key.");
    const spellings = [await exportSPKI(publicKey), JSON.stringify(published), key.published.n ?? ""];
    for (const secret of spellings) {
      const token = await new SignJWT(claimsOf())
        .setProtectedHeader({ alg, kid: "key-1" })
        .sign(new TextEncoder().encode(secret));
      const octets = { kty: "oct", kid: "key-1", k: Buffer.from(secret).toString("base64url") };
      expect(await verify(token)).toEqual(untrusted("ERR_JOSE_ALG_NOT_ALLOWED"));
      expect(await verify(token, { [keysUrl]: { keys: [octets] } })).toEqual(untrusted("ERR_JOSE_ALG_NOT_ALLOWED"));
    }
  });

  test("signed with a key that is published for something else", async () => {
    const token = await sign(key, claimsOf());
    for (const changed of [{ alg: "RS512" }, { use: "enc" }, { key_ops: ["encrypt"] }]) {
      const published = { ...key.published, ...changed };
      expect(await verify(token, { [keysUrl]: { keys: [published] } })).toEqual(untrusted("unknown key"));
    }
  });

  test.each(["", ".", "..", "a.b.c", "a.b.c.d.e", "x".repeat(16_385)])("that is malformed: %#", async (token) => {
    expect(await verify(token)).toMatchObject({ ok: false, error: { kind: "untrusted" } });
  });

  test("where no keys are known to check it with", async () => {
    expect(await verify(await sign(key, claimsOf()), {}, await clientOf("github"))).toMatchObject({
      error: { kind: "unconfigured" },
    });
  });

  test.each([{}, [], null, { keys: {} }, { keys: [1] }, "keys"])(
    "where the keys are malformed: %j",
    async (document) => {
      expect(await verify(await sign(key, claimsOf()), { [keysUrl]: Response.json(document) })).toEqual({
        ok: false,
        error: { kind: "unreadable", detail: "no key set" },
      });
    },
  );

  test("where the keys cannot be had", async () => {
    expect(await verify(await sign(key, claimsOf()), {})).toMatchObject({ error: { kind: "unreachable" } });
  });
});

describe("when the provider changes its key", () => {
  /** An isolate that has cached the old key, and a token signed with the new one. */
  async function setUp() {
    const fresh = await makeKey("key-2");
    const routes = keysOf(key);
    const { asked, web } = fakeWeb(routes);
    await verifyIdToken(web, client, await sign(key, claimsOf()), expected);
    Object.assign(routes, keysOf(fresh));
    const token = await sign(fresh, claimsOf());
    return {
      asked,
      token,
      verifyAt: async (ms: number) => verifyIdToken(web, client, token, { ...expected, now: ms }),
    };
  }

  test("its keys are read again, once", async () => {
    const { asked, verifyAt } = await setUp();
    expect(await verifyAt(now + 30_000)).toMatchObject({ ok: true });
    expect(await verifyAt(now + 30_000)).toMatchObject({ ok: true });
    expect(asked.length).toBe(2);
  });

  test("not sooner than half a minute after the last time, so that unknown keys do not cost a request each", async () => {
    const { asked, verifyAt } = await setUp();
    expect(await verifyAt(now + 29_999)).toEqual(untrusted("unknown key"));
    expect(asked.length).toBe(1);
  });

  test("the old one is accepted for ten minutes at most", async () => {
    const routes = keysOf(key);
    const { web } = fakeWeb(routes);
    const token = await sign(key, claimsOf({ exp: seconds + 3_600 }));
    const verifyAt = async (ms: number) => verifyIdToken(web, client, token, { ...expected, now: ms });
    await verifyAt(now);
    Object.assign(routes, keysOf(await makeKey("key-2")));
    expect(await verifyAt(now + 599_999)).toMatchObject({ ok: true });
    expect(await verifyAt(now + 600_000)).toEqual(untrusted("unknown key"));
  });
});

describe("Microsoft's issuer names the tenant", () => {
  const mine = "11111111-2222-3333-4444-555555555555";
  const other = "11111111-2222-3333-4444-666666666666";
  const personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
  const issuerOf = (tid: string) => `https://login.microsoftonline.com/${tid}/v2.0`;

  async function signInTo(tenant: string, changed: JWTPayload, keyIssuer?: string) {
    const microsoft = await clientOf("microsoft", { tenant });
    const published = keyIssuer === undefined ? key.published : { ...key.published, issuer: keyIssuer };
    const url = `https://login.microsoftonline.com/${(tenant || "common").toLowerCase()}/discovery/v2.0/keys`;
    const claims = { ...goodClaims(issuerOf(mine), "microsoft-client"), tid: mine, ...changed };
    return verifyIdToken(fakeWeb({ [url]: { keys: [published] } }).web, microsoft, await sign(key, claims), expected);
  }

  test.each([
    ["", mine, true],
    ["common", mine, true],
    ["common", personal, true],
    ["organizations", mine, true],
    ["organizations", personal, false],
    ["consumers", personal, true],
    ["consumers", mine, false],
    [mine, mine, true],
    [mine, other, false],
    [mine, personal, false],
    [mine.toUpperCase(), mine, true],
  ])("with the tenant %j, users of %s: %j", async (tenant, tid, isIn) => {
    const verified = await signInTo(tenant, { tid, iss: issuerOf(tid) });
    expect(verified).toMatchObject(isIn ? { ok: true } : untrusted("iss"));
  });

  test.each<[string, JWTPayload]>([
    ["of another tenant than the issuer", { tid: other }],
    ["without one", { tid: undefined }],
    ["that is no id", { tid: "common", iss: issuerOf("common") }],
    ["that leads elsewhere", { tid: `${mine}/../x`, iss: issuerOf(`${mine}/../x`) }],
    ["at another host", { iss: `https://login.evil.example/${mine}/v2.0` }],
    ["of the template", { iss: issuerOf("{tenantid}") }],
  ])("a token %s is refused", async (_, changed) => {
    expect(await signInTo("common", changed)).toEqual(untrusted("iss"));
  });

  test("and a key only signs for its own", async () => {
    expect(await signInTo("common", {}, issuerOf("{tenantid}"))).toMatchObject({ ok: true });
    expect(await signInTo("common", {}, issuerOf(mine))).toMatchObject({ ok: true });
    expect(await signInTo("common", {}, issuerOf(personal))).toEqual(untrusted("another issuer's key"));
  });
});

import { createHmac, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test, vi } from "vitest";
import { fail, ok } from "../../errors/result.ts";
import { deriveKey, keyId, type SecretKeys } from "./derive.ts";
import { type Claims, publicKeys, signJwt, verifyJwt } from "./jwts.ts";

const current = Uint8Array.from({ length: 32 }, (_, index) => index);
const previous = Uint8Array.from({ length: 32 }, (_, index) => index + 32);
const keys: SecretKeys = [current];

const issuer = "https://rollcall.test/v1";
const audience = "rollcall";
/** In seconds. */
const end = 1_700_000_000;
const now = (end - 900) * 1_000;
const claims: Claims = { userId: "user1", sessionId: "session1", epoch: "7.0", exp: end };

const mint = async (secrets: SecretKeys = keys, more: Partial<Claims> = {}) =>
  signJwt(secrets, { ...claims, ...more }, { issuer, audience, now });

const encode = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? "", "base64url").toString());

// The seeds were derived by Python's hmac; the public keys and the signatures are OpenSSL's.
const published = [
  {
    kty: "OKP",
    crv: "Ed25519",
    x: "ganenuo5NjGnoVVU0dYjAzOO3tNaw2ZlSUA5BFngrPQ",
    kid: "ba15c84f",
    alg: "EdDSA",
    use: "sig",
  },
  {
    kty: "OKP",
    crv: "Ed25519",
    x: "ychc1coS-osZBbvYE5LZrQ0fiHZ-hN-DM3LOZ7U40G0",
    kid: "313d6129",
    alg: "EdDSA",
    use: "sig",
  },
] as const;
const payloadByOpenSsl =
  "eyJ1c2VySWQiOiJ1c2VyMSIsInNlc3Npb25JZCI6IiIsImV4cCI6MTcwMDAwMDAwMCwic3ViIjoidXNlcjEiLCJpc3MiOiJodHRwczovL3JvbGxjYWxsLn" +
  "Rlc3QvdjEiLCJhdWQiOiJyb2xsY2FsbCIsImlhdCI6MTY5OTk5OTEwMCwianRpIjoiNjBhM2YwZTFiMmMzZDRlNWY2MDciLCJlcG9jaCI6IjcuMCJ9";
const byOpenSsl = {
  current: `eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImJhMTVjODRmIn0.${payloadByOpenSsl}.AmVf9jnvhpxMTBisRvEa16FIzSkI7CpVwH7AosNTM3yxZkBmIxW-Kd33Q7lWxxyM54uIB70yJMbCEHDpxqTFCA`,
  previous: `eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6IjMxM2Q2MTI5In0.${payloadByOpenSsl}.AM6CxOiXAI6z91eIRFH5-No0QXIoGks-S3KUCKEO5rg7uxeqW93Cd4BkqpgaU9f2SGq2YadWNHEeVeIsTtlIAg`,
};

describe("a token that is signed", () => {
  test("names it in the header, and begins its payload with upstream's claims, in the same order", async () => {
    const [header, payload] = (await mint()).split(".").map((part) => Buffer.from(part, "base64url").toString());
    expect(header).toBe('{"alg":"EdDSA","typ":"JWT","kid":"ba15c84f"}');
    expect(payload).toMatch(
      new RegExp(
        `^{"userId":"user1","sessionId":"session1","exp":${end},"sub":"user1","iss":"${issuer}","aud":"rollcall",` +
          `"iat":${end - 900},"jti":"[0-9a-f]{20}","epoch":"7\\.0"}$`,
      ),
    );
  });

  test("has its own jti", async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, async () => JSON.stringify(decode((await mint()).split(".")[1]))),
    );
    expect(new Set(ids).size).toBe(100);
  });

  test("has the second of its creation as its date", async () => {
    const token = await signJwt(keys, claims, { issuer, audience, now: now + 999 });
    expect(decode(token.split(".")[1])).toMatchObject({ iat: end - 900 });
  });

  test("is verified by another implementation with the published x alone", async () => {
    const [header, payload, signature] = (await mint()).split(".");
    const { kty, crv, x } = published[0];
    const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
    const isGenuine = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature ?? "", "base64url"));
    expect(isGenuine).toBe(true);
  });
});

describe("the published keys", () => {
  test("are the current one, then the previous ones, without secret parts", async () => {
    expect(await publicKeys(keys)).toEqual({ keys: [published[0]] });
    expect(await publicKeys([current, previous])).toEqual({ keys: published });
  });

  test("are all that a third party needs to verify a token, of the current and of the previous key", async () => {
    const resolve = createLocalJWKSet({ keys: [...(await publicKeys([current, previous])).keys] });
    for (const token of [await mint(), await mint([previous])]) {
      const { payload } = await jwtVerify(token, resolve, { issuer, audience, currentDate: new Date(now) });
      expect(payload).toMatchObject({ userId: "user1", sessionId: "session1", sub: "user1", exp: end });
    }
    const stranger = await mint([current.toReversed()]);
    await expect(jwtVerify(stranger, resolve, { currentDate: new Date(now) })).rejects.toMatchObject({
      code: "ERR_JWKS_NO_MATCHING_KEY",
    });
  });
});

test("a secret's keys are made once for concurrent calls", async () => {
  const importKey = vi.spyOn(crypto.subtle, "importKey");
  const fresh: SecretKeys = [current.slice()];
  const tokens = await Promise.all([mint(fresh), mint(fresh), mint(fresh)]);
  for (const token of tokens) expect(await verifyJwt(fresh, token, { audience, now })).toEqual(ok(claims));
  // Three keys: one to export, one to sign, one to verify.
  expect(importKey).toHaveBeenCalledTimes(3);
  importKey.mockRestore();
});

describe("a token is accepted", () => {
  test("if it is unchanged", async () => {
    expect(await verifyJwt(keys, await mint(), { audience, now })).toEqual(ok(claims));
    const without = await mint(keys, { sessionId: "" });
    expect(await verifyJwt(keys, without, { audience, now })).toEqual(ok({ ...claims, sessionId: "" }));
  });

  test("as OpenSSL signs it", async () => {
    expect(await verifyJwt(keys, byOpenSsl.current, { audience, now })).toEqual(ok({ ...claims, sessionId: "" }));
  });

  test("of the previous secret, while that is configured", async () => {
    const expected = ok({ ...claims, sessionId: "" });
    expect(await verifyJwt([current, previous], byOpenSsl.previous, { audience, now })).toEqual(expected);
    expect(await verifyJwt(keys, byOpenSsl.previous, { audience, now })).toEqual(fail("invalid"));
    const signed = await mint([current, previous]);
    expect(await verifyJwt([current], signed, { audience, now })).toEqual(ok(claims));
  });

  test("with the longest possible ids and host name", async () => {
    const long = { userId: "u".repeat(36), sessionId: "s".repeat(36), epoch: "9007199254740991.9007199254740991" };
    const options = { issuer: `https://${"h".repeat(253)}:65535/v1`, audience: "p".repeat(36), now };
    const token = await signJwt(keys, { ...claims, ...long }, options);
    expect(token.length).toBeLessThan(1_200);
    expect(await verifyJwt(keys, token, options)).toEqual(ok({ ...claims, ...long }));
  });

  test("until the last millisecond before its expiry", async () => {
    const token = await mint();
    expect(await verifyJwt(keys, token, { audience, now: end * 1_000 - 1 })).toEqual(ok(claims));
    expect(await verifyJwt(keys, token, { audience, now: end * 1_000 })).toEqual(fail("invalid"));
  });
});

describe("a token is refused", () => {
  const genuine = { alg: "EdDSA", typ: "JWT", kid: "ba15c84f" };
  const body = { ...claims, sub: "user1", iss: issuer, aud: audience, iat: end - 900, jti: "x" };
  const privateKeyOf = (secret: Uint8Array) =>
    createPrivateKey({
      key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), deriveKey(secret, "jwts")]),
      format: "der",
      type: "pkcs8",
    });

  /** Signs anything, with the true key unless another is given. */
  const forge = (header: object, payload: object | string, secret = current) => {
    const text = `${encode(header)}.${encode(payload)}`;
    return `${text}.${sign(null, Buffer.from(text), privateKeyOf(secret)).toString("base64url")}`;
  };
  const hs256 = (key: string | Uint8Array) => {
    const text = `${encode({ ...genuine, alg: "HS256" })}.${encode(body)}`;
    return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
  };
  const without = (name: keyof typeof body) => {
    const { [name]: _, ...rest } = body;
    return rest;
  };
  const [headerText = "", payloadText = "", signatureText = ""] = byOpenSsl.current.split(".");

  test("accepts the forger's token when nothing in it is forged", async () => {
    expect(await verifyJwt(keys, forge(genuine, body), { audience, now })).toEqual(ok(claims));
  });

  test.each([
    ["it is unsigned", `${encode({ ...genuine, alg: "none" })}.${encode(body)}.`],
    [
      "its header says unsigned, and a signature follows",
      `${encode({ ...genuine, alg: "none" })}.${payloadText}.${signatureText}`,
    ],
    ["it lacks the signature", `${headerText}.${payloadText}.`],
    ["the public key signed it as a shared secret", hs256(Buffer.from(published[0].x, "base64url"))],
    ["the public key's text signed it as a shared secret", hs256(published[0].x)],
    ["the published document signed it as a shared secret", hs256(JSON.stringify({ keys: [published[0]] }))],
    ["the secret itself signed it", hs256(current)],
    ["it names the curve as its algorithm", forge({ ...genuine, alg: "Ed25519" }, body)],
    ["it names no algorithm", forge({ typ: "JWT", kid: "ba15c84f" }, body)],
    ["it is another kind of token that the key signed", forge({ ...genuine, typ: "at+jwt" }, body)],
    ["it has no type", forge({ alg: "EdDSA", kid: "ba15c84f" }, body)],
    ["it names no key", forge({ alg: "EdDSA", typ: "JWT" }, body)],
    ["it names another key", forge({ ...genuine, kid: keyId(previous) }, body, previous)],
    ["it names another key than the one that signed it", forge(genuine, body, previous)],
    ["it names a list of keys", forge({ ...genuine, kid: ["ba15c84f"] }, body)],
    ["it brings its own key", forge({ ...genuine, kid: "x", jwk: published[1] }, body, previous)],
    ["it requires an extension", forge({ ...genuine, crit: ["b64"], b64: false }, body)],
    ["it has no end", forge(genuine, without("exp"))],
    ["its end is a text", forge(genuine, { ...body, exp: String(end) })],
    ["its end is no whole second", forge(genuine, { ...body, exp: end + 0.5 })],
    ["it has ended", forge(genuine, { ...body, exp: now / 1_000 })],
    ["it has not begun", forge(genuine, { ...body, nbf: now / 1_000 + 1 })],
    ["it has no epoch", forge(genuine, without("epoch"))],
    ["its epoch is a number", forge(genuine, { ...body, epoch: 7 })],
    ["it has no user", forge(genuine, without("userId"))],
    ["its user is a list", forge(genuine, { ...body, userId: ["user1"] })],
    ["it has no session, not even an empty one", forge(genuine, without("sessionId"))],
    ["it has no audience", forge(genuine, without("aud"))],
    ["it is for another project", forge(genuine, { ...body, aud: "other" })],
    ["its payload is no JSON", forge(genuine, "user1")],
    ["its payload is a list", forge(genuine, [body])],
    ["its payload is null", forge(genuine, "null")],
    ["its payload is another one", `${headerText}.${encode({ ...body, userId: "user2" })}.${signatureText}`],
    ["it has a fourth part", `${byOpenSsl.current}.x`],
    ["it lacks a part", `${headerText}.${payloadText}`],
    ["its signature is cut", byOpenSsl.current.slice(0, -1)],
    ["it is empty", ""],
    ["it is dots", ".."],
    ["it is not base64", "%%%.%%%.%%%"],
    ["it is empty objects", "e30.e30.e30"],
    ["it is a word of JavaScript", "__proto__"],
    ["it has characters of more than a byte", `é${byOpenSsl.current}`],
  ])("when %s", async (_, token) => {
    expect(await verifyJwt(keys, token, { audience, now })).toEqual(fail("invalid"));
  });

  test("with another character at any position of its signature", async () => {
    const start = byOpenSsl.current.length - signatureText.length;
    for (let at = start; at < byOpenSsl.current.length; at += 1) {
      const other = byOpenSsl.current.charAt(at) === "A" ? "_" : "A";
      const changed = byOpenSsl.current.slice(0, at) + other + byOpenSsl.current.slice(at + 1);
      const result = await verifyJwt(keys, changed, { audience, now });
      expect({ at, result }).toEqual({ at, result: fail("invalid") });
    }
  });

  test("without reading it if it is longer than any genuine one", async () => {
    const padded = (length: number) => forge(genuine, { ...body, more: "x".repeat(length) });
    const [longest, longer] = [padded(1_252), padded(1_253)];
    expect([longest.length, longer.length]).toEqual([2_047, 2_049]);
    expect(await verifyJwt(keys, longest, { audience, now })).toEqual(ok(claims));
    expect(await verifyJwt(keys, longer, { audience, now })).toEqual(fail("invalid"));
    for (const token of ["a".repeat(100_000), ".".repeat(100_000), `${headerText}.${"e30".repeat(33_000)}.x`]) {
      expect(await verifyJwt(keys, token, { audience, now })).toEqual(fail("invalid"));
    }
  });
});

/**
 * GET /.well-known/jwks.json: the public keys with which others verify users' JWTs (docs/decisions/0014-jwts.md,
 * docs/decisions/0017-upstream-differences.md#callers).
 */
import { env } from "cloudflare:workers";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import type { SecretKeys } from "../../src/lib/crypto/derive.ts";
import { signJwt } from "../../src/lib/crypto/jwts.ts";
import { appWith, call, type CallOptions, server } from "../harness/client.ts";

// The secrets of src/lib/crypto/jwts.test.ts, whose public keys OpenSSL derived.
const bytes = (from: number) => Uint8Array.from({ length: 32 }, (_, index) => from + index);
const [current, previous] = [bytes(0), bytes(32)];
const hex = (secret: Uint8Array) => Buffer.from(secret).toString("hex");
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

const beforeRotation = appWith({ SECRET_KEY: hex(current) });
const afterRotation = appWith({ SECRET_KEY: hex(current), SECRET_KEY_PREVIOUS: hex(previous) });

const ask = (options: CallOptions = {}, method = "GET") =>
  call(method, "/.well-known/jwks.json", { key: null, ...options });

describe("GET /.well-known/jwks.json", () => {
  test("is the public key, which may be cached for an hour", async () => {
    const answer = await ask({ fetch: beforeRotation });
    expect(answer).toMatchObject({ status: 200, type: "application/json", body: { keys: [published[0]] } });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=3600");
    expect(answer.text).toBe(JSON.stringify({ keys: [published[0]] }));
  });

  test("is the current and the previous one after a rotation", async () => {
    expect((await ask({ fetch: afterRotation })).body).toEqual({ keys: published });
  });

  test("is public: without a project, with another one, from a foreign web app, with an invalid key", async () => {
    for (const headers of [
      { "x-appwrite-project": null },
      { "x-appwrite-project": "other" },
      { "x-appwrite-project": null, origin: "http://evil.test" },
      { "x-appwrite-key": "standard_none" },
      { "x-appwrite-jwt": "none" },
    ]) {
      expect(await ask({ headers, fetch: beforeRotation })).toMatchObject({
        status: 200,
        body: { keys: [published[0]] },
      });
    }
  });

  test("answers HEAD like GET, without the body", async () => {
    const answer = await ask({}, "HEAD");
    expect(answer).toMatchObject({ status: 200, type: "application/json", text: "" });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=3600");
  });

  test("asks neither the database nor KV", async () => {
    const refuse = () => {
      throw new Error("It was asked.");
    };
    const fetch = appWith({ DB: { prepare: refuse, batch: refuse }, KV: { get: refuse, put: refuse } });
    expect((await ask({ fetch })).status).toBe(200);
  });

  test("is all that a library needs to check tokens of the Worker, made before a rotation and after it", async () => {
    const { text } = await ask({ fetch: afterRotation });
    const resolve = createLocalJWKSet(JSON.parse(text) as Parameters<typeof createLocalJWKSet>[0]);
    const options = { issuer: `${server}/v1`, audience: env.PROJECT_ID };
    for (const keys of [[previous], [current, previous]] satisfies SecretKeys[]) {
      const now = Date.now();
      const claims = { userId: "user1", sessionId: "", epoch: "1.0", exp: Math.floor(now / 1_000) + 900 };
      const { payload, protectedHeader } = await jwtVerify(
        await signJwt(keys, claims, { ...options, now }),
        resolve,
        options,
      );
      expect(payload).toMatchObject({ ...claims, sub: "user1" });
      expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "JWT", kid: keys.length === 1 ? "313d6129" : "ba15c84f" });
    }
  });
});

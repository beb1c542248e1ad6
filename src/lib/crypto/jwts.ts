/**
 * The JSON Web Tokens of users, signed with Ed25519 so that third parties can verify them (docs/decisions/0014-jwts.md,
 * RFC 8037). One key pair is derived from each secret.
 */
import { JOSEError, JWKSNoMatchingKey } from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import * as v from "valibot";
import { fail, ok, type Result } from "../../errors/result.ts";
import { deriveKey, findSecret, keyId, type SecretKeys } from "./derive.ts";
import { fromHex } from "./digest.ts";
import { generateId } from "./ids.ts";
import { memoize } from "./memoize.ts";

const algorithm = "EdDSA";
const type = "JWT";

/** The longest token that is read, in characters. The longest ids and host name make one of about 1,100. */
const tokenLengthMax = 2_048;

/** The claims of a token. */
export interface Claims {
  readonly userId: string;
  /** The session that it is bound to; "" for none. */
  readonly sessionId: string;
  /**
   * Identifies the user exactly, because ids can be reused, and the state of the user's credentials. A later change of
   * them revokes the token (docs/decisions/0014-jwts.md).
   */
  readonly epoch: string;
  /** The number of factors that its session had met; absent: a key made the token, which counts as enough. */
  readonly factors?: number | undefined;
  /** The expiry in whole seconds since the Unix epoch, from which on the token is refused. */
  readonly exp: number;
}

const claims = v.object({
  userId: v.string(),
  sessionId: v.string(),
  epoch: v.string(),
  factors: v.optional(v.pipe(v.number(), v.safeInteger())),
  exp: v.pipe(v.number(), v.safeInteger()),
});

/** A published public key (RFC 7517 4, RFC 8037 2). */
export interface PublicKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** The 32 bytes of the key, in base64url. */
  readonly x: string;
  readonly kid: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
}

interface KeyPair {
  readonly sign: CryptoKey;
  readonly verify: CryptoKey;
  readonly published: PublicKey;
}

const ed25519 = { name: "Ed25519" };

/** The bytes before the seed of a private key in PKCS #8 (RFC 8410 7), the only form in which workerd imports one. */
const pkcs8Header = fromHex("302e020100300506032b657004220420");

const keyPairOf = memoize(async (secret: Uint8Array): Promise<KeyPair> => {
  const pkcs8 = new Uint8Array([...pkcs8Header, ...deriveKey(secret, "jwts")]);
  // Only this copy is exportable, to get the public key; it is not kept.
  const exportable = await crypto.subtle.importKey("pkcs8", pkcs8, ed25519, true, ["sign"]);
  const { x } = v.parse(v.object({ x: v.string() }), await crypto.subtle.exportKey("jwk", exportable));
  const published = { kty: "OKP", crv: "Ed25519", x, kid: keyId(secret), alg: algorithm, use: "sig" } as const;
  return {
    sign: await crypto.subtle.importKey("pkcs8", pkcs8, ed25519, false, ["sign"]),
    verify: await crypto.subtle.importKey("jwk", published, ed25519, true, ["verify"]),
    published,
  };
});

/**
 * @param keys the first of them signs
 * @param options.issuer the endpoint
 * @param options.audience the project
 * @param options.now milliseconds since the Unix epoch
 * @returns a compact JWS, whose payload begins with upstream's three claims in their order (docs/spec/models.md#jwt)
 */
export async function signJwt(
  [secret]: SecretKeys,
  { userId, sessionId, epoch, factors, exp }: Claims,
  { issuer, audience, now }: { readonly issuer: string; readonly audience: string; readonly now: number },
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const registered = { exp, sub: userId, iss: issuer, aud: audience, iat, jti: generateId(now) };
  const payload = { userId, sessionId, ...registered, epoch, ...(factors !== undefined && { factors }) };
  const { sign } = await keyPairOf(secret);
  return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: type, kid: keyId(secret) }).sign(sign);
}

/**
 * @param keys any of them may have signed it
 * @param token untrusted text
 * @param options.audience the project
 * @param options.now milliseconds since the Unix epoch
 * @returns its claims; `invalid` if it is not one of ours, is for another project, or has expired (no leeway)
 */
export async function verifyJwt(
  keys: SecretKeys,
  token: string,
  { audience, now }: { readonly audience: string; readonly now: number },
): Promise<Result<Claims, "invalid">> {
  if (token.length > tokenLengthMax) return fail("invalid");
  try {
    const { payload } = await jwtVerify(token, async ({ kid }) => verifyingKey(keys, kid), {
      algorithms: [algorithm],
      typ: type,
      audience,
      currentDate: new Date(now),
    });
    const parsed = v.safeParse(claims, payload);
    return parsed.success ? ok(parsed.output) : fail("invalid");
  } catch (error) {
    if (error instanceof JOSEError) return fail("invalid");
    throw error;
  }
}

/** @throws JOSEError if no secret has that id */
async function verifyingKey(keys: SecretKeys, kid: unknown): Promise<CryptoKey> {
  const secret = findSecret(keys, kid);
  if (secret === undefined) throw new JWKSNoMatchingKey();
  return (await keyPairOf(secret)).verify;
}

/** The JSON Web Key Set with which third parties verify tokens: the current key and the previous ones (RFC 7517 5). */
export async function publicKeys(keys: SecretKeys): Promise<{ readonly keys: readonly PublicKey[] }> {
  const pairs = await Promise.all(keys.map(keyPairOf));
  return { keys: pairs.map(({ published }) => published) };
}

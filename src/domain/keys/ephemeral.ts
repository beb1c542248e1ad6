/**
 * Ephemeral keys: signed, not stored (docs/spec/keys.md#ephemeral-keys). Each names the key that made it. It is valid only
 * while that key is, and never has more scopes.
 */
import { JOSEError, JWKSNoMatchingKey, JWTExpired } from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import * as v from "valibot";
import { AppError } from "../../errors/app-error.ts";
import { deriveKey, findSecret, keyId, type SecretKeys } from "../../lib/crypto/derive.ts";
import { hmac, toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import type { Config, FindKey, KeyCaller } from "../context/index.ts";
import { findKeyById } from "./store.ts";

const algorithm = "HS256";
const prefix = "ephemeral_";

const claims = v.object({
  jti: v.string(),
  maker: v.object({ id: v.string(), mark: v.string() }),
  scopes: v.array(v.string()),
  exp: v.number(),
});

/** The key that signs and verifies ephemeral keys, of one of the secrets. */
const signingKeyOf = (secret: Uint8Array): Uint8Array => deriveKey(secret, "ephemeral-keys");

/**
 * A mark that distinguishes a key from earlier keys of the same id. The bootstrap key's mark changes with its secret but
 * does not reveal it, because the bearer of an ephemeral key can read the mark.
 */
const markOf = (
  { id, createdAt }: Pick<KeyCaller, "id" | "createdAt">,
  signingKey: Uint8Array,
  { apiKeyDigest }: Config,
): string => (id === "" ? hmac(signingKey, toHex(apiKeyDigest)) : String(createdAt));

/**
 * @param maker the key that makes it
 * @param expire milliseconds since the Unix epoch; rounded up to a second
 */
export async function mintEphemeralKey(
  config: Config,
  maker: KeyCaller,
  scopes: readonly string[],
  expire: number,
  now: number,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = generateId(now);
  const [secret] = config.secretKeys;
  const signingKey = signingKeyOf(secret);
  const token = await new SignJWT({ maker: { id: maker.id, mark: markOf(maker, signingKey, config) }, scopes })
    .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: keyId(secret) })
    .setJti(id)
    .setAudience(config.projectId)
    .setExpirationTime(Math.ceil(expire / 1000))
    .sign(signingKey);
  return { id, secret: prefix + token };
}

/** Finds ephemeral keys by their claims, and by the present state of their maker. */
export function findEphemeralKey(config: Config): FindKey {
  return async ({ secret }, { db, now }) => {
    const token = await verify(secret.slice(prefix.length), config, now);
    if (token === null) return null;
    const caller = (scopes: readonly string[]): KeyCaller => ({
      kind: "key",
      id: token.jti,
      createdAt: 0,
      name: "",
      scopes: new Set(scopes),
      expire: token.exp * 1000,
      isEphemeral: true,
    });
    const { id, mark } = token.maker;
    const isMadeBy = (maker: Pick<KeyCaller, "id" | "createdAt">) => markOf(maker, token.key, config) === mark;
    if (id === "") return isMadeBy({ id, createdAt: 0 }) ? caller(token.scopes) : null;
    const maker = await findKeyById(db, id);
    if (maker === null || !isMadeBy(maker) || (maker.expire !== null && maker.expire <= now)) return null;
    return caller(token.scopes.filter((scope) => maker.scopes.includes(scope)));
  };
}

/** @returns the claims and the secret that signed them; null if the token is not one of ours */
async function verify(token: string, { projectId, secretKeys }: Config, now: number) {
  try {
    const { payload, key } = await jwtVerify(token, ({ kid }) => verifyingKey(secretKeys, kid), {
      algorithms: [algorithm],
      audience: projectId,
      requiredClaims: ["exp"],
      currentDate: new Date(now),
    });
    return { ...v.parse(claims, payload), key };
  } catch (error) {
    if (error instanceof JWTExpired) throw new AppError("project_key_expired", undefined, { cause: error });
    if (error instanceof JOSEError || v.isValiError(error)) return null;
    throw error;
  }
}

/** @throws JOSEError if no secret has that key id */
function verifyingKey(secretKeys: SecretKeys, kid: unknown): Uint8Array {
  const secret = findSecret(secretKeys, kid);
  if (secret === undefined) throw new JWKSNoMatchingKey();
  return signingKeyOf(secret);
}

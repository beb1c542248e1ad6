/**
 * Ephemeral keys: signed, stored nowhere (spec/project.md 2.1). Each names the key that made it, and is good only while
 * that key is, for no more than that key may.
 */
import { createHmac } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import { deriveKey } from "../../crypto/derive.ts";
import { generateId } from "../../crypto/ids.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Config } from "../../http/config.ts";
import type { FindKey, KeyCaller } from "../../http/scopes.ts";
import { findKeyById } from "./store.ts";

const algorithm = "HS256";
const prefix = "ephemeral_";

const claims = v.object({
  jti: v.string(),
  maker: v.object({ id: v.string(), mark: v.string() }),
  scopes: v.array(v.string()),
  exp: v.number(),
});

const signingKey = ({ secretKey }: Config) => deriveKey(secretKey, "ephemeral-keys");

/**
 * What tells a key from every other one that has had its id. That of the bootstrap key changes with its secret, of which it
 * shows nothing: whoever bears an ephemeral key can read it.
 */
const markOf = ({ id, createdAt }: Pick<KeyCaller, "id" | "createdAt">, config: Config): string =>
  id === "" ? createHmac("sha256", signingKey(config)).update(config.apiKeyDigest).digest("hex") : String(createdAt);

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
  const token = await new SignJWT({ maker: { id: maker.id, mark: markOf(maker, config) }, scopes })
    .setProtectedHeader({ alg: algorithm, typ: "JWT" })
    .setJti(id)
    .setAudience(config.projectId)
    .setExpirationTime(Math.ceil(expire / 1000))
    .sign(signingKey(config));
  return { id, secret: prefix + token };
}

/** Finds ephemeral keys by what they say of themselves, and by what has become of their maker. */
export function findEphemeralKey(config: Config): FindKey {
  const key = signingKey(config);
  const bootstrapMark = markOf({ id: "", createdAt: 0 }, config);
  return async (secret, { db, now }) => {
    const token = await verify(secret.slice(prefix.length), key, config.projectId, now);
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
    if (id === "") return mark === bootstrapMark ? caller(token.scopes) : null;
    const maker = await findKeyById(db, id);
    if (maker === null || markOf(maker, config) !== mark || (maker.expire !== null && maker.expire <= now)) return null;
    return caller(token.scopes.filter((scope) => maker.scopes.includes(scope)));
  };
}

/** @returns the claims; null where the token is not one of ours */
async function verify(token: string, key: Uint8Array, audience: string, now: number) {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      audience,
      requiredClaims: ["exp"],
      currentDate: new Date(now),
    });
    return v.parse(claims, payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new AppError("project_key_expired", undefined, { cause: error });
    if (error instanceof errors.JOSEError || v.isValiError(error)) return null;
    throw error;
  }
}

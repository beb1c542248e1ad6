/**
 * The operator's cookie: a sealed reference to the key that the browser is signed in with. The API ignores the cookie. It
 * expires after an hour, and is invalid once the key is revoked.
 */
import { Buffer } from "node:buffer";
import * as v from "valibot";
import type { Config, KeyCaller, LookupContext } from "../domain/context/index.ts";
import { findMarkedKey, findStandardKey, keyMarkOf } from "../domain/keys/index.ts";
import { open, seal } from "../lib/crypto/box.ts";
import { equalDigests, sha256, toHex } from "../lib/crypto/digest.ts";
import { bootstrap } from "../http/middleware/api-key.ts";
import { readCookie } from "../http/session-cookie.ts";

const name = "__Host-console";
const sealedFor = "console/session";

/** Seconds that a browser stays signed in. */
const sessionSeconds = 3_600;

/** `keyId` is "" for the bootstrap key. */
const session = v.pipe(v.string(), v.parseJson(), v.object({ keyId: v.string(), mark: v.string(), exp: v.number() }));

const attributes = "HttpOnly; Secure; SameSite=Strict; Path=/";

/** Ends the session of a browser. */
export const endedCookie = `${name}=; Max-Age=0; ${attributes}`;

/** @returns the value of a Set-Cookie header that signs a browser in with the key */
export async function sessionCookie(config: Config, keyId: string, mark: string, now: number): Promise<string> {
  const plain = JSON.stringify({ keyId, mark, exp: now + sessionSeconds * 1000 });
  const value = await seal(config.secretKeys, sealedFor, plain);
  return `${name}=${value}; Max-Age=${sessionSeconds}; ${attributes}`;
}

const bootstrapMark = ({ apiKeyDigest }: Config): string => keyMarkOf(toHex(apiKeyDigest));

/** The credentials of a signed-in browser: the key's id and mark. */
export interface SignIn {
  readonly keyId: string;
  readonly mark: string;
}

/** The bootstrap key, with which the local link signs in. */
export const bootstrapSignIn = (config: Config): SignIn => ({ keyId: "", mark: bootstrapMark(config) });

/**
 * Finds the key with the secret that an operator has entered.
 * @returns null: no stored key has that secret, or the key has expired
 */
export async function signInWithKey(config: Config, secret: string, search: LookupContext): Promise<SignIn | null> {
  const digest = sha256(secret);
  if (equalDigests(digest, config.apiKeyDigest)) return bootstrapSignIn(config);
  const key = await findStandardKey({ secret, digest }, { ...search, sdk: "" });
  if (key === null || (key.expire !== null && key.expire <= search.now)) return null;
  return { keyId: key.id, mark: keyMarkOf(toHex(digest)) };
}

/** The key that a browser is signed in with, in its current state; null: none. */
export async function operatorOf(
  config: Config,
  cookies: string | undefined,
  search: Pick<LookupContext, "db" | "now">,
): Promise<KeyCaller | null> {
  const value = readCookie(cookies, name);
  if (value === undefined || value.length > 1_024) return null;
  const opened = await open(config.secretKeys, sealedFor, value);
  const parsed = opened.ok ? v.safeParse(session, opened.value) : null;
  if (parsed?.success !== true || parsed.output.exp <= search.now) return null;
  const { keyId, mark } = parsed.output;
  if (keyId === "") {
    return equalDigests(Buffer.from(mark), Buffer.from(bootstrapMark(config))) ? bootstrap : null;
  }
  return findMarkedKey(keyId, mark, search);
}

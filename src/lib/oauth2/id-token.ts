/**
 * Verifies id tokens, the provider's signed statements about the user (OpenID Connect Core 3.1.3.7). They were fetched from
 * the provider itself, and the checks also detect a response that was tampered with.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTPayload, jwtVerify } from "jose";
import * as v from "valibot";
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import { type Client, type IssuerRule, settingParameters } from "./provider.ts";
import type { Web } from "./web.ts";

/** The accepted algorithms, all asymmetric. Not `none`, and not HMAC, for which a published key could be misused. */
const algorithms = [
  ...["RS", "PS", "ES"].flatMap((family) => [256, 384, 512].map((bits) => `${family}${bits}`)),
  "EdDSA",
  "Ed25519",
];

/** The longest token that is read, in characters. */
const lengthMax = 16_384;

/** The tolerated difference of the provider's clock, in seconds. */
const toleranceSeconds = 60;

/** The largest age of a token, in seconds. It is fetched at once, with a code that lives ten minutes at most. */
const ageSecondsMax = 3_600;

/** The cache lifetime of keys, in milliseconds. */
const keysMsMax = 600_000;

/** The age of cached keys from which on a token with an unknown key causes a new read, in milliseconds. */
const cooldownMs = 30_000;

/** The claims of an id token (OpenID Connect Core 2); the provider decides which of the optional ones are there. */
export interface IdTokenClaims extends JWTPayload {
  readonly sub: string;
}

/** The values that an id token must match. */
export interface Expected {
  /** The nonce of the authorize URL. */
  readonly nonce: string;
  /** The time at which the authorize URL was made, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * @param token the untrusted value in the provider's response
 * @returns its claims; `untrusted` if one of them is invalid
 */
export async function verifyIdToken(
  web: Web,
  client: Client,
  token: string,
  expected: Expected,
): Promise<Result<IdTokenClaims, OAuth2Failure>> {
  const { openId } = client.endpoints;
  if (openId === null) return failed("unconfigured", "no keys to check id tokens with");
  if (token.length > lengthMax) return failed("untrusted", "id token: too long");
  const verify = async (msMax: number): Promise<Result<IdTokenClaims, OAuth2Failure> | "unknown key"> => {
    const keys = await web.document(openId.jwks, { now: expected.now, msMax });
    return keys.ok ? verifyWith(keys.value, openId.isIssuer, client, token, expected) : keys;
  };
  const first = await verify(keysMsMax);
  // The provider may have rotated its keys since they were read.
  const verified = first === "unknown key" ? await verify(cooldownMs) : first;
  return verified === "unknown key" ? untrusted("unknown key") : verified;
}

const untrusted = (detail: string) => failed("untrusted", `id token: ${detail}`);

async function verifyWith(
  document: unknown,
  isIssuer: IssuerRule,
  client: Client,
  token: string,
  expected: Expected,
): Promise<Result<IdTokenClaims, OAuth2Failure> | "unknown key"> {
  if (!isKeySet(document)) return failed("unreadable", "no key set");
  try {
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(document), {
      algorithms,
      audience: client.id,
      currentDate: new Date(expected.now),
      clockTolerance: toleranceSeconds,
      maxTokenAge: ageSecondsMax,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    });
    const wrong = wrongClaim(payload, isIssuer, client, expected);
    if (wrong !== null) return untrusted(wrong);
    if (!isKeyOfIssuer(document, protectedHeader.kid, payload)) return untrusted("another issuer's key");
    return isIdentified(payload) ? ok(payload) : untrusted("sub");
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return "unknown key";
    return untrusted(reasonOf(error));
  }
}

/** Checks the claims that jose does not check. @returns the name of an invalid one; null: all are valid */
function wrongClaim(payload: JWTPayload, isIssuer: IssuerRule, client: Client, expected: Expected): string | null {
  const { aud, auth_time: authTime, azp, nonce } = payload;
  if (!isIssuer(payload)) return "iss";
  // A token for several audiences names the one that requested it.
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== client.id) return "azp";
  if (nonce !== expected.nonce) return "nonce";
  const maxAge = settingParameters(client)["max_age"];
  if (maxAge === undefined) return null;
  const earliest = expected.startedAt / 1000 - Number(maxAge) - toleranceSeconds;
  return typeof authTime === "number" && authTime >= earliest ? null : "auth_time";
}

/** Published keys. Each of Microsoft's names its issuer. */
interface KeySet extends JSONWebKeySet {
  readonly keys: (JWK & { readonly issuer?: string })[];
}

const keySet = v.looseObject({ keys: v.array(v.looseObject({ issuer: v.exactOptional(v.string()) })) });

const isKeySet = (document: unknown): document is KeySet => v.is(keySet, document);

/** Microsoft publishes the keys of several issuers as one set. A key must only verify tokens of its own issuer. */
const isKeyOfIssuer = ({ keys }: KeySet, kid: string | undefined, { iss, tid }: JWTPayload): boolean =>
  keys
    .filter((key) => key.kid === kid && key.issuer !== undefined)
    .every(({ issuer }) => issuer?.replace("{tenantid}", String(tid)) === iss);

/** A subject is at most 255 characters of ASCII (OpenID Connect Core 2). Spaces are refused: no provider uses them. */
const subject = v.looseObject({ sub: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,255}$/)) });

const isIdentified = (payload: JWTPayload): payload is IdTokenClaims => v.is(subject, payload);

/** The reason of jose's refusal: the claim, or jose's error code. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return error.claim;
  return error instanceof errors.JOSEError ? error.code : "not readable";
}

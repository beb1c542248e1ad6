/** Apple: a secret that is signed again for each request, and a name that is given only once. */
import { importPKCS8, SignJWT } from "jose";
import * as v from "valibot";
import { ok, type Result } from "../../../errors/result.ts";
import { failed, type OAuth2Failure } from "../failure.ts";
import { type ReadProfile, type Settings, textOf } from "../provider.ts";
import { claimsOf, profileOfClaims } from "./openid.ts";

export const appleIssuer = "https://appleid.apple.com";

/** The lifetime of a secret in seconds. It is used at once; Apple accepts up to six months. */
const lifetime = 300;

/**
 * The client's secret: a short-lived JWT of the team, signed with its key.
 * @param now milliseconds since the Unix epoch
 */
export async function appleClientSecret(settings: Settings, now: number): Promise<Result<string, OAuth2Failure>> {
  const issuedAt = Math.floor(now / 1000);
  const jwt = new SignJWT()
    .setProtectedHeader({ alg: "ES256", kid: textOf(settings, "keyId") })
    .setIssuer(textOf(settings, "teamId"))
    .setSubject(textOf(settings, "serviceId"))
    .setAudience(appleIssuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetime);
  try {
    return ok(await jwt.sign(await importPKCS8(textOf(settings, "p8File"), "ES256")));
  } catch {
    // The thrown error may contain pieces of the key.
    return failed("unconfigured", "p8File is no key for ES256");
  }
}

/** The address always comes from the id token: the form from the browser is not signed. */
export const readAppleProfile: ReadProfile = async (web, client, signIn) => {
  const claims = await claimsOf(web, client, signIn);
  if (!claims.ok) return claims;
  return ok({ ...profileOfClaims(claims.value.sub, claims.value), name: nameOf(signIn.user) });
};

const part = v.fallback(v.optional(v.string(), ""), "");

const form = v.object({ name: v.object({ firstName: part, lastName: part }) });

/** @param user the callback's form field, which comes with the first consent only */
function nameOf(user: string | null): string | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), form), user);
  if (!parsed.success) return null;
  const { firstName, lastName } = parsed.output.name;
  return [firstName, lastName].filter((name) => name !== "").join(" ");
}

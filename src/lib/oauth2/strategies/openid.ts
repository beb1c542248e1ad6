/** Profiles of OpenID providers: the claims of the id token, or else of the userinfo endpoint. */
import * as v from "valibot";
import { ok, type Result } from "../../../errors/result.ts";
import { failed, type OAuth2Failure } from "../failure.ts";
import { type IdTokenClaims, verifyIdToken } from "../id-token.ts";
import type { Client, RawProfile, ReadProfile, SignIn } from "../provider.ts";
import type { Web } from "../web.ts";
import { readResource } from "./resource.ts";

const text = v.fallback(v.nullable(v.string()), null);

/** The standard claims (OpenID Connect Core 5.1). A claim of another type is ignored. */
const standard = v.object({
  email: v.optional(text, null),
  // Apple and others send it as a text.
  email_verified: v.optional(v.unknown()),
  name: v.optional(text, null),
});

/** A profile from its standard claims. The email and its verification always come from the same source. */
export function profileOfClaims(sub: string, claims: unknown): RawProfile {
  const { email, email_verified: verified, name } = v.parse(standard, claims);
  return { uid: sub, email, isEmailVerified: verified === true || verified === "true", name };
}

/** The claims of a sign-in's id token, which is required. */
export async function claimsOf(
  web: Web,
  client: Client,
  { tokens, ...expected }: SignIn,
): Promise<Result<IdTokenClaims, OAuth2Failure>> {
  if (tokens.idToken === null) return failed("untrusted", "id token: missing");
  return verifyIdToken(web, client, tokens.idToken, expected);
}

/** Reads the profile. If the provider's keys are unknown, only its userinfo endpoint identifies the user. */
export const readOpenIdProfile: ReadProfile = async (web, client, signIn) => {
  if (client.endpoints.openId === null) return readUserInfo(web, client, signIn);
  const claims = await claimsOf(web, client, signIn);
  if (!claims.ok) return claims;
  const profile = profileOfClaims(claims.value.sub, claims.value);
  if ((profile.email !== null && profile.name !== null) || client.endpoints.userInfo === null) return ok(profile);
  const info = await readUserInfo(web, client, signIn);
  if (!info.ok) return info;
  // The response must be about the user of the id token (OpenID Connect Core 5.3.2).
  if (info.value.uid !== profile.uid) return failed("untrusted", "userinfo: another sub");
  const address = profile.email === null ? info.value : profile;
  return ok({ ...address, name: profile.name ?? info.value.name });
};

async function readUserInfo(
  web: Web,
  { endpoints }: Client,
  { tokens }: SignIn,
): Promise<Result<RawProfile, OAuth2Failure>> {
  if (endpoints.userInfo === null) return failed("unconfigured", "no userinfo endpoint");
  const info = await readResource(web, endpoints.userInfo, tokens, v.looseObject({ sub: v.string() }));
  return info.ok ? ok(profileOfClaims(info.value.sub, info.value)) : info;
}

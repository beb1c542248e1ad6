/** Microsoft: an issuer for each tenant, and emails that a tenant's administrator can set freely. */
import { ok } from "../../../errors/result.ts";
import { type Endpoints, type IssuerRule, type ReadProfile, type Settings, textOf } from "../provider.ts";
import { claimsOf, profileOfClaims } from "./openid.ts";

const host = "https://login.microsoftonline.com";

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The tenant of all personal accounts. */
const personal = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** The tenants that each tenant word admits. */
const groups: ReadonlyMap<string, (tid: string) => boolean> = new Map([
  ["common", () => true],
  ["organizations", (tid: string) => tid !== personal],
  ["consumers", (tid: string) => tid === personal],
]);

/** The name of a tenant: one of the three words, or its id. It becomes part of URLs. */
export const tenantPattern =
  /^(?:common|organizations|consumers|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;

/** Endpoints of the tenant in the settings; without one, every Microsoft account may sign in. */
export function microsoftEndpoints(settings: Settings): Endpoints {
  const tenant = (textOf(settings, "tenant") || "common").toLowerCase();
  return {
    authorization: `${host}/${tenant}/oauth2/v2.0/authorize`,
    token: `${host}/${tenant}/oauth2/v2.0/token`,
    userInfo: null,
    openId: { jwks: `${host}/${tenant}/discovery/v2.0/keys`, isIssuer: issuerOf(tenant) },
    clientAuthentication: "post",
  };
}

/** The issuer contains the user's tenant, which must be admitted. */
const issuerOf = (tenant: string): IssuerRule => {
  const isAdmitted = groups.get(tenant) ?? ((tid: string) => tid === tenant);
  return ({ iss, tid }) =>
    typeof tid === "string" && tenantId.test(tid) && iss === `${host}/${tid}/v2.0` && isAdmitted(tid);
};

/**
 * `sub` permanently identifies the user at this application; the names (`email`, `preferred_username`, `upn`) can pass to
 * another user. An email counts as verified only if Microsoft states that the tenant owns its domain (`xms_edov`, an
 * optional claim of the application's registration). An administrator of any tenant can give a user any email, and could
 * otherwise sign in to the account that has it here.
 */
export const readMicrosoftProfile: ReadProfile = async (web, client, signIn) => {
  const claims = await claimsOf(web, client, signIn);
  if (!claims.ok) return claims;
  const profile = profileOfClaims(claims.value.sub, claims.value);
  return ok({ ...profile, isEmailVerified: isTrue(claims.value["xms_edov"]) });
};

/** Microsoft sends the claim in each of these forms. */
const isTrue = (claim: unknown): boolean => claim === true || claim === 1 || claim === "1" || claim === "true";

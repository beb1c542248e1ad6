/** The configuration that an OpenID provider publishes (OpenID Connect Discovery 1.0). */
import * as v from "valibot";
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import type { Endpoints } from "./provider.ts";
import { isLoopback, parseEndpoint } from "./urls.ts";
import type { Web } from "./web.ts";

const suffix = "/.well-known/openid-configuration";

/** The cache lifetime of a configuration, in milliseconds. Endpoints change rarely, and with notice. */
const ageMax = 3_600_000;

const configuration = v.object({
  issuer: v.string(),
  authorization_endpoint: v.string(),
  token_endpoint: v.string(),
  jwks_uri: v.string(),
  userinfo_endpoint: v.optional(v.string()),
  // The default of the protocol (section 3).
  token_endpoint_auth_methods_supported: v.optional(v.array(v.string()), ["client_secret_basic"]),
});

/** The URL of an issuer's configuration (section 4.1). The URL of a configuration is returned unchanged. */
export function configurationUrl(issuer: string): string {
  const isConfiguration = URL.parse(issuer)?.pathname.includes("/.well-known/") === true;
  return isConfiguration ? issuer : `${issuer.replace(/\/$/, "")}${suffix}`;
}

/**
 * @param wellKnownUrl the URL of the provider's configuration
 * @param now milliseconds since the Unix epoch
 * @param age the largest age of a cached copy, in milliseconds
 * @returns its endpoints; or a failure, also if the configuration is of another issuer (section 4.3) or an endpoint is not https
 */
export async function discover(
  web: Web,
  wellKnownUrl: string,
  now: number,
  age: number = ageMax,
): Promise<Result<Endpoints, OAuth2Failure>> {
  const home = parseEndpoint(wellKnownUrl);
  if (home === null) return failed("unconfigured", "discovery: not an https address");
  const document = await web.document(home.href, { now, msMax: age });
  if (!document.ok) return document;
  const parsed = v.safeParse(configuration, document.value);
  if (!parsed.success) return failed("unreadable", "discovery: no configuration");
  const { issuer, jwks_uri: jwks, userinfo_endpoint: userInfo = null, ...said } = parsed.output;
  if (!isHomeOf(issuer, home)) return failed("untrusted", "discovery: another issuer");
  const { authorization_endpoint: authorization, token_endpoint: token } = said;
  if (![authorization, token, jwks, ...(userInfo === null ? [] : [userInfo])].every((url) => mayPointTo(home, url))) {
    return failed("untrusted", "discovery: an endpoint that is not https");
  }
  const methods = new Set(said.token_endpoint_auth_methods_supported);
  const clientAuthentication = methods.has("client_secret_basic") ? "basic" : "post";
  if (clientAuthentication === "post" && !methods.has("client_secret_post")) {
    return failed("unconfigured", "discovery: no client secrets at the token endpoint");
  }
  const openId = { jwks, isIssuer: ({ iss }: { readonly iss?: unknown }) => iss === issuer };
  return ok({ authorization, token, userInfo, openId, clientAuthentication });
}

/** Whether `home` is the URL of the issuer's configuration (section 4.1). */
const isHomeOf = (issuer: string, home: URL): boolean =>
  parseEndpoint(`${issuer.replace(/\/$/, "")}${suffix}`)?.href === home.href;

/** Only a provider on this machine may name endpoints on it. */
function mayPointTo(home: URL, endpoint: string): boolean {
  const url = parseEndpoint(endpoint);
  return url !== null && (!isLoopback(url) || isLoopback(home));
}

/**
 * The network outside of the Worker in tests: the configurations of OpenID providers at `*.example`. All other requests
 * are refused.
 */
import { type Request, Response } from "miniflare";

const suffix = "/.well-known/openid-configuration";

/** Answers a request that leaves the Worker. @throws Error for all but a configuration */
export function outside({ url }: Request): Response {
  const { hostname, origin, pathname } = new URL(url);
  if (!hostname.endsWith(".example") || !pathname.endsWith(suffix)) {
    throw new Error(`Tests have no network: the request to ${url} is refused.`);
  }
  const issuer = `${origin}${pathname.slice(0, -suffix.length)}`;
  return Response.json({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/me`,
  });
}

/** Which pages may have a browser act for the person whose session it holds (docs/spec/oauth2-sign-in.md#linking). Pure. */
import { type HostPattern, isAllowedOrigin } from "./hosts.ts";

/** Headers that a page can only send by script, which CORS and the origin check have let pass. */
const scripted = ["X-Appwrite-Session", "X-Fallback-Cookies", "X-Appwrite-JWT", "X-Appwrite-Key"];

/**
 * Whether a request comes from a page of a known site. A browser says so itself (Fetch Metadata, `Sec-Fetch-Site`); an
 * address that a person typed is of no site.
 * @param ownHost host name of the request's URL
 */
export function isFromKnownSite(
  header: (name: string) => string | undefined,
  ownHost: string,
  allowedHosts: readonly HostPattern[],
): boolean {
  if (scripted.some((name) => header(name))) return true;
  const site = header("Sec-Fetch-Site");
  if (site === "same-origin" || site === "same-site") return true;
  const from = header("Origin") ?? originOf(header("Referer"));
  return from !== undefined && isAllowedOrigin(from.toLowerCase(), ownHost, allowedHosts);
}

function originOf(referer: string | undefined): string | undefined {
  const url = referer === undefined ? null : URL.parse(referer);
  return url === null ? undefined : `${url.protocol}//${url.host}`;
}

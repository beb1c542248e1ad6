/** The allowlist of apps, used by CORS, the origin check and redirect URLs (docs/spec/requests.md#cors). Pure. */

import { isAppUrl } from "./app-links.ts";

/**
 * `exact`: that host. `below`: every host below it, not the host itself. `any`: every host. `scheme`: origins of a scheme
 * other than http and https, with that host; an empty host means any host or none.
 */
export type HostPattern =
  | { readonly kind: "exact" | "below"; readonly host: string }
  | { readonly kind: "scheme"; readonly scheme: string; readonly host: string }
  | { readonly kind: "any" };

/** The host of a web app, or the id of an app on phones and desktops, such as `com.example.my_app`. */
const hostName = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/** @returns the patterns of a comma-separated list; null for each invalid one */
export function parseHostPatterns(list: string): (HostPattern | null)[] {
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "")
    .map(parseHostPattern);
}

function parseHostPattern(entry: string): HostPattern | null {
  if (entry === "*") return { kind: "any" };
  const other = parseOtherOrigin(entry);
  if (other !== undefined) return other.host === "" || hostName.test(other.host) ? { kind: "scheme", ...other } : null;
  const below = entry.startsWith("*.");
  const host = below ? entry.slice(2) : entry;
  return hostName.test(host) ? { kind: below ? "below" : "exact", host } : null;
}

/** The accepted names of this machine, with any port. Others, such as 127.0.0.2, are not accepted. */
const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a host name, as a URL gives it, is this machine's. */
export const isLoopback = (host: string): boolean => loopback.has(host);

/** Inputs of the host check. */
export interface Hosts {
  readonly allowedHosts: readonly HostPattern[];
  /** Host name of the request's URL. */
  readonly ownHost: string;
  /** Apps on this machine may call: the Worker runs on a developer's machine, and the request was sent to it there. */
  readonly allowsLoopback: boolean;
}

/** Whether an id is reserved, by the name of its parameter: no new row may have it. */
export type IsReserved = (name: string, id: string) => boolean;

export interface Deployment extends Hosts {
  readonly projectId: string;
  /** Absent: no id is reserved. */
  readonly isReserved?: IsReserved;
}

/** @param url of the request, with the Worker's public host */
export const hostsOf = (
  { allowedHosts, local }: { readonly allowedHosts: readonly HostPattern[]; readonly local: boolean },
  { hostname }: URL,
): Hosts => ({ allowedHosts, ownHost: hostname, allowsLoopback: local && isLoopback(hostname) });

const authority = "^https?://([^/?#@:[\\]]+|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?";
const originPattern = new RegExp(`${authority}/?$`);
/**
 * An origin other than a web page's: `appwrite-<os>://<app>` of the SDKs for phones and desktops, `capacitor://localhost`
 * and `tauri://localhost` of web views, `chrome-extension://<id>` of extensions. Swift on Linux sends an empty app.
 */
const otherOriginPattern = /^(?!https?:)([a-z][a-z0-9+.-]*):\/\/([^/?#@:]*)\/?$/;
const urlPattern = new RegExp(`${authority}(?:[/?#]|$)`, "i");

/**
 * The host of an origin, unchanged: the URL parser would rewrite a look-alike such as `[0:0:0:0:0:0:0:1]` into the
 * loopback address.
 */
const originHost = (origin: string): string | undefined => originPattern.exec(origin)?.[1];

/**
 * The host of an http or https URL without a user name; undefined where it is invalid, or where a browser would read it
 * differently.
 */
function urlHost(url: string): string | undefined {
  const written = urlPattern.exec(url)?.[1]?.toLowerCase();
  return written !== undefined && URL.parse(url)?.hostname === written ? written : undefined;
}

function parseOtherOrigin(origin: string): { readonly scheme: string; readonly host: string } | undefined {
  const [, scheme, host] = otherOriginPattern.exec(origin) ?? [];
  return scheme === undefined || host === undefined ? undefined : { scheme, host };
}

/** Whether an origin comes from an app or an extension instead of a web page. */
export const isOtherOrigin = (origin: string): boolean => otherOriginPattern.test(origin);

const isListed = (host: string, allowedHosts: readonly HostPattern[]): boolean =>
  allowedHosts.some((pattern) => {
    switch (pattern.kind) {
      case "any":
        return true;
      case "exact":
        return host === pattern.host;
      case "below":
        return host.endsWith(`.${pattern.host}`);
      case "scheme":
        return false;
    }
  });

/** Whether an app or an extension is listed, by its origin or by the app's name that an Appwrite SDK sends. */
const isListedOrigin = (scheme: string, host: string, allowedHosts: readonly HostPattern[]): boolean =>
  allowedHosts.some(
    (pattern) =>
      pattern.kind === "any" ||
      (pattern.kind === "scheme" && pattern.scheme === scheme && (pattern.host === "" || pattern.host === host)),
  ) ||
  (scheme.startsWith("appwrite-") && isListed(host, allowedHosts));

/** Whether a host is this service's, an allowed one or, where loopback is allowed, this machine's. */
const isAllowedHost = (host: string, { allowedHosts, allowsLoopback, ownHost }: Hosts): boolean =>
  (allowsLoopback && isLoopback(host)) || host === ownHost || isListed(host, allowedHosts);

/**
 * Whether an app of this origin may call.
 * @param origin the Origin header, trimmed and in lower case
 */
export function isAllowedOrigin(origin: string, hosts: Hosts): boolean {
  const other = parseOtherOrigin(origin);
  if (other !== undefined) return isListedOrigin(other.scheme, other.host, hosts.allowedHosts);
  const host = originHost(origin);
  return host !== undefined && isAllowedHost(host, hosts);
}

/** Whether a mailed link or a redirect from a provider may lead to this URL. */
export function isAllowedUrl(url: string, deployment: Deployment): boolean {
  if (isAppUrl(url, deployment.projectId)) return true;
  const host = urlHost(url);
  return host !== undefined && isAllowedHost(host, deployment);
}

/**
 * Finds the origin of a request. Forwarded values count only with a key (docs/spec/requests.md#request-headers,
 * docs/decisions/0017-upstream-differences.md#callers).
 */
import { isIP } from "node:net";
import type { Origin } from "../../storage/kv.ts";
import type { Step } from "./in-order.ts";

/** The longest user agent that is kept, in characters. */
const userAgentMax = 512;

/** Cloudflare's names for an address without a country, and for Tor. */
const noCountry = new Set(["XX", "T1"]);

export const client: Step = (c) => {
  const isKey = c.get("caller").kind === "key";
  const forwardedIp = isKey ? leftMost(c.req.header("X-Forwarded-For")) : undefined;
  const forwardedAgent = isKey ? c.req.header("X-Forwarded-User-Agent") : undefined;
  c.set("client", {
    ip: forwardedIp ?? c.req.header("CF-Connecting-IP") ?? "",
    userAgent: (forwardedAgent || c.req.header("User-Agent") || "UNKNOWN").slice(0, userAgentMax),
    // The platform knows the country of the connecting address, not of a forwarded one.
    country: forwardedIp === undefined ? countryOf(c.req.raw) : null,
  } satisfies Origin);
  // A server's address is shared by all of its users, so only a forwarded one counts.
  c.set("network", isKey ? (forwardedIp ?? null) : c.get("client").ip);
};

function leftMost(header: string | undefined): string | undefined {
  const address = header?.split(",")[0]?.trim();
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}

function countryOf(request: Request): string | null {
  const country: unknown = request.cf?.["country"];
  return typeof country === "string" && /^[A-Z]{2}$/.test(country) && !noCountry.has(country)
    ? country.toLowerCase()
    : null;
}

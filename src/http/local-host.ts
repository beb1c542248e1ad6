/**
 * Tells the hosts of one machine and its network from those of the internet: with LOCAL on, a Worker serves the former only. A
 * name that a page on the internet points to this machine (DNS rebinding) is therefore not served either. Pure.
 */
import { isIP } from "node:net";
import { isLoopback } from "./hosts.ts";

/** Addresses of private networks, in the URL parser's spelling: RFC 1918, 3927, 6598, 4193, 4291; and of this machine. */
const privateAddress =
  /^(?:0\.0\.0\.0|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[(?:::1?\]|f[cd]|fe[89ab]))/;

/** Names that no public DNS has (RFC 6761, 6762, 8375, 9476; ICANN's `internal`), and names without a dot, as containers have. */
const privateName = /^[^.]+$|\.(?:localhost|local|internal|test|home\.arpa|lan)$/;

/** @param host as a URL gives it */
export function isPrivateHost(host: string): boolean {
  if (isLoopback(host)) return true;
  const isAddress = isIP(host) !== 0 || host.startsWith("[");
  return (isAddress ? privateAddress : privateName).test(host);
}

/**
 * Distinguishes the hosts of one machine and its network from those of the internet: with LOCAL on, a Worker serves the
 * former only. So a name that a page on the internet points to this machine (DNS rebinding) is not served either. Pure.
 */
import { isIP } from "node:net";

/** Names that no public DNS has (RFC 6761, 6762, 8375; ICANN's `internal`), and names without a dot, as containers have. */
const privateName = /^[^.]+$|\.(?:localhost|local|internal|test|home\.arpa|lan)$/;

/** @param host as a URL gives it. An address is never a deployment's: Cloudflare finds Workers by name. */
export const isPrivateHost = (host: string): boolean =>
  isIP(host) !== 0 || host.startsWith("[") || privateName.test(host);

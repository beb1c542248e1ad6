/**
 * Distinguishes the hosts of one machine and its network from public hosts. With LOCAL on, a Worker serves only the
 * former, which also stops DNS rebinding (a public name that points to this machine). Pure.
 */
import { isIP } from "node:net";

/** Names outside of the public DNS (RFC 6761, 6762, 8375; ICANN's `internal`), and names without a dot, such as containers have. */
const privateName = /^[^.]+$|\.(?:localhost|local|internal|test|home\.arpa|lan)$/;

/** @param host as a URL gives it. An IP address counts as private: Cloudflare routes to Workers by name only. */
export const isPrivateHost = (host: string): boolean =>
  isIP(host) !== 0 || host.startsWith("[") || privateName.test(host);

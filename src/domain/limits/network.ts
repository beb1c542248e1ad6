/** The network that an IP address belongs to. Pure. */

/** Hextets of an IPv6 network: a subscriber chooses the other 64 bits freely. */
const hextets = 4;

/**
 * The network that attempts are counted for: an IPv4 address itself, and the /64 of an IPv6 address.
 * @param ip as the platform gives it, "" when unknown
 */
export function networkOf(ip: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.split("::");
  const [before, after] = [partsOf(head), partsOf(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${all
    .slice(0, hextets)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":")}::/64`;
}

const partsOf = (text: string): readonly string[] => (text === "" ? [] : text.split(":"));

/** Private hosts: this machine and private networks. Pure. */

/** Ranges of IPv4 without public hosts: the address and the length of its prefix in bits. */
const ranges: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
];

const numberOf = (address: string): number =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

const isPrivateV4 = (host: string): boolean =>
  ranges.some(([address, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(numberOf(host) / size) === Math.floor(numberOf(address) / size);
  });

const isV4 = (host: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);

/** IPv6 outside of the global unicast range (2000::/3). */
const isPrivateV6 = (host: string): boolean => !/^\[[23][0-9a-f]{3}:/.test(host);

/**
 * Whether a host is an address of this machine or of a private network, or a name for one. Names that resolve to such
 * an address cannot be recognized.
 * @param host as `URL.hostname` gives it
 */
export function isPrivateHost(host: string): boolean {
  if (host.startsWith("[")) return isPrivateV6(host);
  const name = host.replace(/\.$/, "");
  if (isV4(name)) return isPrivateV4(name);
  return !name.includes(".") || /\.(?:localhost|local|internal|home\.arpa)$/.test(name);
}

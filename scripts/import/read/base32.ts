/** Base32 (RFC 4648), in which authenticator apps take their secrets. Pure. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** @returns the bytes in base32, without padding */
export function base32Of(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)] ?? "").join("");
}

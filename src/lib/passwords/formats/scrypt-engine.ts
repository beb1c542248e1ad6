/**
 * scrypt on the runtime's node:crypto: about half of the time of pure JavaScript, and its table lies outside of the
 * JavaScript heap, where 64 MiB would stay until collected. It takes all that RFC 7914 and the ceilings allow, so
 * nothing is left for a second engine.
 */
import { scryptSync } from "node:crypto";
import { scryptBlockBytes, scryptTableBytes } from "../limits.ts";

export interface ScryptParameters {
  readonly salt: Uint8Array;
  /** N: a power of two above 1 and below 2^(16 × r). */
  readonly cpu: number;
  /** r */
  readonly blockSize: number;
  /** p */
  readonly parallel: number;
  readonly outputBytes: number;
}

/** The table, p blocks, and two blocks more in which node:crypto mixes: all that passes the ceilings fits. */
const memoryBytesMax = scryptTableBytes.max + 3 * scryptBlockBytes.max;

/**
 * The scrypt digest of a password.
 *
 * @throws where the parameters are outside of what scrypt allows or above the ceilings; callers have checked both
 */
export function scrypt(password: Uint8Array, parameters: ScryptParameters): Uint8Array {
  const { salt, cpu, blockSize, parallel, outputBytes } = parameters;
  const costs = { N: cpu, r: blockSize, p: parallel, maxmem: memoryBytesMax };
  return new Uint8Array(scryptSync(password, salt, outputBytes, costs));
}

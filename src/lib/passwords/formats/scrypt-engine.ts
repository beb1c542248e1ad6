/**
 * scrypt on the runtime's node:crypto. It takes about half of the time of pure JavaScript, and its table is outside of the
 * JavaScript heap, where 64 MiB would stay until collected. It accepts all parameters that RFC 7914 and the ceilings
 * allow, so no second engine is needed.
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

/** The table, p blocks, and two more blocks in which node:crypto mixes. All parameters within the ceilings fit. */
const memoryBytesMax = scryptTableBytes.max + 3 * scryptBlockBytes.max;

/**
 * The scrypt digest of a password.
 *
 * @throws Error if scrypt does not allow the parameters or they are above the ceilings; callers have checked both
 */
export function scrypt(password: Uint8Array, parameters: ScryptParameters): Uint8Array {
  const { salt, cpu, blockSize, parallel, outputBytes } = parameters;
  const costs = { N: cpu, r: blockSize, p: parallel, maxmem: memoryBytesMax };
  return new Uint8Array(scryptSync(password, salt, outputBytes, costs));
}

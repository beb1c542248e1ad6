/**
 * PBKDF2 (RFC 8018, section 5.2). Cloudflare's `node:crypto` and WebCrypto refuse more than 100,000 iterations, while local
 * workerd does not. So the count selects the engine, never a failed attempt.
 */
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { shaEngine, type ShaKind, shaKinds } from "./sha-engine.ts";

/** The most iterations that the runtime supports natively in production. */
const nativeIterationsMax = 100_000;

export interface Pbkdf2Parameters {
  readonly algorithm: ShaKind;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly outputBytes: number;
}

/**
 * The derived key of a password. Takes iterations × blocks of the output, which the callers' ceilings bound.
 * @param native the runtime's implementation; tests pass one with the limit of production
 */
export function pbkdf2(password: Uint8Array, parameters: Pbkdf2Parameters, native = pbkdf2Sync): Uint8Array {
  const { algorithm, iterations, outputBytes, salt } = parameters;
  if (iterations > nativeIterationsMax) return stretch(password, parameters);
  return new Uint8Array(native(password, salt, iterations, outputBytes, algorithm));
}

/** The same on sha.wasm, for any count of iterations. Exported for the tests, which compare both. */
export function stretch(password: Uint8Array, parameters: Pbkdf2Parameters): Uint8Array {
  const { algorithm, iterations, outputBytes, salt } = parameters;
  const { blockBytes, digestBytes } = shaKinds[algorithm];
  const engine = shaEngine();
  const key = password.length > blockBytes ? createHash(algorithm).update(password).digest() : password;
  const derived = new Uint8Array(Math.ceil(outputBytes / digestBytes) * digestBytes);
  try {
    for (let block = 0; block * digestBytes < outputBytes; block += 1) {
      const index = new Uint8Array(4);
      new DataView(index.buffer).setUint32(0, block + 1);
      engine.input.fill(0, 0, blockBytes);
      engine.input.set(key);
      engine.output.set(createHmac(algorithm, key).update(salt).update(index).digest());
      engine.stretch(algorithm, iterations);
      derived.set(engine.output.subarray(0, digestBytes), block * digestBytes);
    }
  } finally {
    engine.wipe();
  }
  return derived.slice(0, outputBytes);
}

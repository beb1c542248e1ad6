/**
 * Argon2 on the WebAssembly module of @phi-ag/argon2, which holds the reference implementation: about a sixth of
 * the time of pure JavaScript, and one linear memory that every call uses again (64 MiB arrays of the JavaScript heap
 * pile up until they are collected). The package's own class is not used: it passes the password's length in UTF-16
 * units beside its UTF-8 bytes, and so cuts off passwords that are not ASCII.
 *
 * The module takes all that argon2 allows, from m = 8 × p up, so nothing is left for a second engine.
 */
import wasm from "@phi-ag/argon2/argon2.wasm";
import { argon2MemoryKiB } from "../limits.ts";

/** The numbers of the variants in the module. */
const variants = { argon2d: 0, argon2i: 1, argon2id: 2 } as const;

export type Argon2Variant = keyof typeof variants;

export interface Argon2Parameters {
  readonly variant: Argon2Variant;
  /** 16 (0x10) or 19 (0x13). */
  readonly version: number;
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  /** At least 8 bytes. */
  readonly salt: Uint8Array;
  /** At least 4. */
  readonly outputBytes: number;
}

interface Argon2Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
  readonly argon2_hash: (
    passes: number,
    memoryKiB: number,
    lanes: number,
    password: number,
    passwordBytes: number,
    salt: number,
    saltBytes: number,
    output: number,
    outputBytes: number,
    encoded: number,
    encodedBytes: number,
    variant: number,
    version: number,
  ) => number;
}

/**
 * The module's memory grows in two steps: to the size of the default cost, and to the size of the ceiling. Its allocator
 * does not enlarge freed blocks, so a series of ever larger hashes would occupy 107 MiB of an isolate's 128. In steps it
 * occupies 85 at most, and 20 unless an import needs more.
 */
const stepsKiB = [20 * 1024, argon2MemoryKiB.max];

/** Memory beyond the blocks themselves, for the module and its allocator. */
const slackKiB = 64;

let loaded: Argon2Exports | undefined;
let claimedKiB = 0;

/**
 * The argon2 digest of a password.
 *
 * @throws Error if argon2 does not allow the parameters, which callers have checked, or the isolate has no memory left,
 *   which the ceilings prevent
 */
export function argon2(password: Uint8Array, parameters: Argon2Parameters): Uint8Array {
  const { variant, version, memoryKiB, passes, lanes, salt, outputBytes } = parameters;
  const engine = (loaded ??= load());
  claim(engine, memoryKiB);

  const saltOffset = password.length;
  const outputOffset = saltOffset + salt.length;
  const size = outputOffset + outputBytes;
  const address = engine.malloc(size);
  if (address === 0) throw new Error("argon2: no memory left");
  // Created at each use, because the memory's buffer is replaced when it grows.
  const area = () => new Uint8Array(engine.memory.buffer, address, size);

  try {
    area().set(password);
    area().set(salt, saltOffset);
    const code = engine.argon2_hash(
      passes,
      memoryKiB,
      lanes,
      address,
      password.length,
      address + saltOffset,
      salt.length,
      address + outputOffset,
      outputBytes,
      0,
      0,
      variants[variant],
      version,
    );
    if (code !== 0) throw new Error(`argon2: the engine failed with code ${code}`);
    return area().slice(outputOffset);
  } finally {
    area().fill(0);
    engine.free(address);
  }
}

/** Instantiates the module on first use, so that requests without a hash do not pay for it. */
function load(): Argon2Exports {
  const { exports } = new WebAssembly.Instance(wasm);
  if (!isArgon2Exports(exports)) throw new Error("argon2: the module lacks an export");
  exports["_initialize"]();
  return exports;
}

/** Grows the memory to the step that holds `memoryKiB`, by allocating and freeing that much. */
function claim(engine: Argon2Exports, memoryKiB: number): void {
  if (memoryKiB <= claimedKiB) return;
  claimedKiB = stepsKiB.find((step) => memoryKiB <= step) ?? memoryKiB;
  engine.free(engine.malloc((claimedKiB + slackKiB) * 1024));
}

function isArgon2Exports(exports: object): exports is Argon2Exports {
  const functions = ["_initialize", "malloc", "free", "argon2_hash"];
  return (
    "memory" in exports &&
    exports.memory instanceof WebAssembly.Memory &&
    functions.every((name) => typeof Reflect.get(exports, name) === "function")
  );
}

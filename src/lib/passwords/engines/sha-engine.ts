/**
 * SHA-1, SHA-256 and SHA-512 on sha.wasm, for formats that hash hundreds of thousands of times in a row. `node:crypto` takes
 * 3 µs to set up a digest, several times the digest itself; this engine takes 0.4 to 0.6 µs per block.
 */
import wasm from "./sha.wasm";

/** The hash functions with their numbers in the module and their sizes in bytes. */
export const shaKinds = {
  sha1: { number: 0, digestBytes: 20, blockBytes: 64 },
  sha256: { number: 1, digestBytes: 32, blockBytes: 64 },
  sha512: { number: 2, digestBytes: 64, blockBytes: 128 },
} as const;

export type ShaKind = keyof typeof shaKinds;

interface ShaExports {
  readonly memory: WebAssembly.Memory;
  readonly inputAddress: () => number;
  readonly inputSize: () => number;
  readonly outputAddress: () => number;
  readonly digest: (kind: number, length: number) => void;
  readonly stretch: (kind: number, count: number) => void;
  readonly wipe: () => void;
}

export interface ShaEngine {
  /** The area for a message or a key. Its last 256 bytes are for padding. */
  readonly input: Uint8Array;
  /** 64 bytes, which begin with the digest. */
  readonly output: Uint8Array;
  /** Digests the first `length` bytes of the input into the output. */
  readonly digest: (kind: ShaKind, length: number) => void;
  /**
   * Turns U1 in the output into U1 ^ U2 ^ … ^ Ucount of PBKDF2 (RFC 8018, section 5.2). The input holds the key, padded
   * with zeros to a block.
   */
  readonly stretch: (kind: ShaKind, count: number) => void;
  /** Removes every trace of a password from the module's memory. */
  readonly wipe: () => void;
}

let loaded: ShaEngine | undefined;

/** The engine, instantiated on first use. Its memory never grows, so its views stay valid. */
export const shaEngine = (): ShaEngine => (loaded ??= load());

function load(): ShaEngine {
  const { exports } = new WebAssembly.Instance(wasm);
  if (!isShaExports(exports)) throw new Error("sha.wasm lacks an export");
  const { buffer } = exports.memory;
  return {
    input: new Uint8Array(buffer, exports.inputAddress(), exports.inputSize()),
    output: new Uint8Array(buffer, exports.outputAddress(), 64),
    digest: (kind, length) => exports.digest(shaKinds[kind].number, length),
    stretch: (kind, count) => exports.stretch(shaKinds[kind].number, count),
    wipe: exports.wipe,
  };
}

function isShaExports(exports: object): exports is ShaExports {
  return (
    "memory" in exports &&
    exports.memory instanceof WebAssembly.Memory &&
    ["inputAddress", "inputSize", "outputAddress", "digest", "stretch", "wipe"].every(
      (name) => typeof Reflect.get(exports, name) === "function",
    )
  );
}

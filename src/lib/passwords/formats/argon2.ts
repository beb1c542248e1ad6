/**
 * argon2: PHC texts of all three variants and both versions (docs/spec/passwords.md#formats), and the default hash.
 *
 *     $argon2id$v=19$m=19456,t=2,p=1$<salt>$<output>      m in KiB; salt and output in unpadded standard base64
 *
 * A text without `v=` is of version 16, as in the reference implementation.
 */
import { ok } from "../../../errors/result.ts";
import { equalBytes, fromBase64, toUnpaddedBase64, toUtf8 } from "../bytes.ts";
import { defaultCost } from "../default-cost.ts";
import { defineFormat, type HashOptions, refusePassword, type StoredPassword } from "../format.ts";
import { argon2Lanes, argon2MemoryKiB, argon2Work, passwordBytesMax } from "../limits.ts";
import { argon2, type Argon2Parameters, type Argon2Variant } from "./argon2-engine.ts";

const currentVersion = 19;

interface ParsedArgon2 extends Argon2Parameters {
  readonly output: Uint8Array;
}

const phcText =
  /^\$(argon2(?:id|i|d))\$(?:v=(16|19)\$)?m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,9})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const expected =
  "Value must be an argon2 hash such as $argon2id$v=19$m=19456,t=2,p=1$<salt>$<output>, of version 19 or 16, with a " +
  "salt of 8 bytes or more and an output of 4 or more, both in unpadded base64.";

export const argon2Format = defineFormat<ParsedArgon2>({
  hash: "argon2",
  importPath: "argon2",
  operation: "createArgon2User",
  signature: /^\$argon2/,
  parameters: {},
  options: {},
  ceilings: [
    { limit: argon2MemoryKiB, parameter: "password", cost: ({ memoryKiB }) => memoryKiB },
    { limit: argon2Work, parameter: "password", cost: ({ memoryKiB, passes }) => memoryKiB * passes },
    { limit: argon2Lanes, parameter: "password", cost: ({ lanes }) => lanes },
  ],

  read(encoded) {
    const match = phcText.exec(encoded);
    if (match === null) return refusePassword(expected);
    const [, variant = "", version = "16", m = "", t = "", p = "", saltText = "", outputText = ""] = match;
    const salt = fromUnpaddedBase64(saltText);
    const output = fromUnpaddedBase64(outputText);
    if (!isVariant(variant) || salt === undefined || output === undefined) return refusePassword(expected);
    if (salt.length < 8 || output.length < 4) return refusePassword(expected);

    const memoryKiB = Number(m);
    const lanes = Number(p);
    if (memoryKiB < 8 * lanes) return refusePassword("Value must have an m of at least 8 × p.");
    const cost = { version: Number(version), memoryKiB, passes: Number(t), lanes };
    return ok({ variant, ...cost, salt, output, outputBytes: output.length });
  },

  matches: (password, { output, ...parameters }) => equalBytes(argon2(toUtf8(password), parameters), output),

  isWeak: ({ variant, version, memoryKiB, passes, salt, outputBytes }) =>
    variant !== "argon2id" ||
    version < currentVersion ||
    memoryKiB * passes < defaultCost.memoryKiB * defaultCost.passes ||
    salt.length < defaultCost.saltBytes ||
    outputBytes < defaultCost.outputBytes,
});

/** The stored name and options of a new password, shown also without a password (docs/spec/passwords.md#options). */
export const defaultHash: { readonly hash: string; readonly options: HashOptions } = {
  hash: argon2Format.hash,
  options: {
    type: argon2Format.hash,
    memoryCost: defaultCost.memoryKiB,
    timeCost: defaultCost.passes,
    threads: defaultCost.lanes,
  },
};

/**
 * Hashes a new password at the default cost, with a fresh salt.
 *
 * @throws RangeError for a password above `passwordBytesMax`, which no verification would accept
 */
export function hashWithDefault(password: string): StoredPassword {
  const bytes = toUtf8(password);
  if (bytes.length > passwordBytesMax) throw new RangeError(`A password has at most ${passwordBytesMax} bytes.`);
  const { memoryKiB, passes, lanes, outputBytes } = defaultCost;
  const salt = crypto.getRandomValues(new Uint8Array(defaultCost.saltBytes));
  const cost = { variant: "argon2id", version: currentVersion, memoryKiB, passes, lanes } as const;
  const output = argon2(bytes, { ...cost, salt, outputBytes });
  return toStored(salt, output);
}

/** The stored form of a hash at the default cost. */
function toStored(salt: Uint8Array, output: Uint8Array): StoredPassword {
  const { memoryKiB, passes, lanes } = defaultCost;
  const parameters = `v=${currentVersion}$m=${memoryKiB},t=${passes},p=${lanes}`;
  return {
    password: `$argon2id$${parameters}$${toUnpaddedBase64(salt)}$${toUnpaddedBase64(output)}`,
    ...defaultHash,
  };
}

/**
 * The hash that is verified if there is no password. It costs as much as a new one, and matches no password, because no
 * output is all zeros.
 */
export const decoy: StoredPassword = toStored(
  new Uint8Array(defaultCost.saltBytes),
  new Uint8Array(defaultCost.outputBytes),
);

const isVariant = (text: string): text is Argon2Variant =>
  text === "argon2d" || text === "argon2i" || text === "argon2id";

/** Refuses the same texts as the reference decoder: an impossible length, and nonzero bits at the end. */
function fromUnpaddedBase64(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text);
  return toUnpaddedBase64(bytes) === text ? bytes : undefined;
}

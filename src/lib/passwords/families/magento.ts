/**
 * magento: the hashes of Magento 2.3 and later (docs/spec/passwords.md#families).
 *
 *     <hexadecimal>:<salt>:2                            Argon2id of libsodium: 64 MiB, two passes, 32 bytes
 *     <hexadecimal>:<salt>:3_32_2_67108864              the same with bytes, passes and memory named
 *     <hexadecimal>:<salt>:0:1:2                        an older hash that was hashed again: each step takes the text of the last
 *
 * Step 0 is MD5 and step 1 is SHA-256 of salt and text. A hash of one such step belongs to the family `digest`.
 */
import { createHash } from "node:crypto";
import { ok } from "../../../errors/result.ts";
import { concat, equalBytes, parseHex, toUtf8 } from "../bytes.ts";
import { defaultCost } from "../default-cost.ts";
import { defineFamily, refusePassword } from "../format.ts";
import { argon2 } from "../formats/argon2-engine.ts";
import { argon2MemoryKiB, argon2Work } from "../limits.ts";

interface Argon2Step {
  readonly kind: "argon2id";
  readonly outputBytes: number;
  readonly passes: number;
  readonly memoryKiB: number;
}

type Step = { readonly kind: "md5" | "sha256" } | Argon2Step;

interface ParsedMagento {
  readonly salt: Uint8Array;
  /** The steps, in the order in which they were applied. */
  readonly steps: readonly Step[];
  readonly output: Uint8Array;
}

/** The most steps of one hash: Magento has had four versions. */
const stepsMax = 4;

/** The length of a salt of libsodium's Argon2 in bytes. A longer one is cut, a shorter one is repeated. */
const saltBytes = 16;

const version2: Argon2Step = { kind: "argon2id", outputBytes: 32, passes: 2, memoryKiB: 65_536 };

const digests: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["0", { kind: "md5" }],
  ["1", { kind: "sha256" }],
  ["2", version2],
]);

const text = /^([0-9a-f]{32,128}):([^:]+):([0-3][0-9_]*(?::[0-3][0-9_]*)*)$/;
const named = /^3_([1-9]\d{0,3})_([1-9]\d{0,9})_([1-9]\d{0,9})$/;

const isArgon2 = (step: Step): step is Argon2Step => step.kind === "argon2id";

const argon2Steps = ({ steps }: ParsedMagento): readonly Argon2Step[] => steps.filter(isArgon2);

const workOf = (parsed: ParsedMagento): number =>
  argon2Steps(parsed).reduce((sum, { memoryKiB, passes }) => sum + memoryKiB * passes, 0);

function readStep(version: string): Step | undefined {
  const match = named.exec(version);
  if (match === null) return digests.get(version);
  const [outputBytes = 0, passes = 0, memoryBytes = 0] = match.slice(1).map(Number);
  const memoryKiB = Math.floor(memoryBytes / 1024);
  return outputBytes < 16 || memoryKiB < 8 ? undefined : { kind: "argon2id", outputBytes, passes, memoryKiB };
}

const bytesOf = (step: Step): number => (isArgon2(step) ? step.outputBytes : step.kind === "md5" ? 16 : 32);

const expected =
  "Value must be a hash as Magento writes it, such as <hex>:<salt>:2, <hex>:<salt>:3_32_2_67108864 or <hex>:<salt>:1:2, " +
  "in lower case, with as many digits as its last version has.";

export const magentoFamily = defineFamily<ParsedMagento>({
  hash: "magento",
  signature: /^[0-9a-f]{32,128}:[^:]+:(?:[23](?:_\d+)*|[0-3](?:_\d+)*(?::[0-3](?:_\d+)*)+)$/,
  parameters: {},
  options: {},
  ceilings: [
    {
      limit: argon2MemoryKiB,
      parameter: "password",
      cost: (parsed) => Math.max(0, ...argon2Steps(parsed).map(({ memoryKiB }) => memoryKiB)),
    },
    { limit: argon2Work, parameter: "password", cost: workOf },
  ],

  read(encoded) {
    const match = text.exec(encoded);
    const steps = (match?.[3] ?? "").split(":").map(readStep);
    const output = parseHex(match?.[1] ?? "");
    if (match === null || output === undefined || steps.length > stepsMax) return refusePassword(expected);
    const known = steps.filter((step) => step !== undefined);
    const last = known.at(-1);
    const isWhole = known.length === steps.length && last !== undefined && bytesOf(last) === output.length;
    // A single digest belongs to the family `digest`.
    if (!isWhole || (steps.length === 1 && !isArgon2(last))) return refusePassword(expected);
    return ok({ salt: toUtf8(match[2] ?? ""), steps: known, output });
  },

  matches(password, { output, salt, steps }) {
    let [hashed, made] = [toUtf8(password), new Uint8Array()];
    for (const step of steps) {
      made = isArgon2(step) ? argon2idOf(hashed, salt, step) : digestOf(step.kind, concat(salt, hashed));
      hashed = toUtf8(Buffer.from(made).toString("hex"));
    }
    return equalBytes(made, output);
  },

  isWeak: (parsed) => workOf(parsed) < defaultCost.memoryKiB * defaultCost.passes,
});

const digestOf = (algorithm: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash(algorithm).update(bytes).digest());

function argon2idOf(text: Uint8Array, salt: Uint8Array, { memoryKiB, outputBytes, passes }: Argon2Step) {
  const repeated = Uint8Array.from({ length: saltBytes }, (_, index) => salt[index % salt.length] ?? 0);
  const cost = { variant: "argon2id", version: 19, memoryKiB, passes, lanes: 1 } as const;
  return new Uint8Array(argon2(text, { ...cost, salt: repeated, outputBytes }));
}

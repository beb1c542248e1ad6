/**
 * scrypt: the digest in hexadecimal, its salt and costs in the options (docs/spec/passwords.md#formats). The salt is
 * used as the UTF-8 bytes of the text given: what looks like hexadecimal or base64 is not decoded.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { fail, ok } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { defineFormat, type HashOptions, type Refusal, refusePassword } from "../format.ts";
import { scryptBlockBytes, scryptTableBytes, scryptWork } from "../limits.ts";
import { scrypt, type ScryptParameters } from "./scrypt-engine.ts";

interface ParsedScrypt extends ScryptParameters {
  readonly digest: string;
}

const refuse = (parameter: string, message: string) => fail<Refusal>({ parameter, message });

export const scryptFormat = defineFormat<ParsedScrypt>({
  hash: "scrypt",
  importPath: "scrypt",
  operation: "createScryptUser",
  parameters: {
    passwordSalt: { type: "text", min: 1, max: 128 },
    passwordCpu: { type: "integer" },
    passwordMemory: { type: "integer" },
    passwordParallel: { type: "integer" },
    passwordLength: { type: "integer" },
  },
  options: {
    salt: "passwordSalt",
    costCpu: "passwordCpu",
    costMemory: "passwordMemory",
    costParallel: "passwordParallel",
    length: "passwordLength",
  },
  ceilings: [
    { limit: scryptTableBytes, parameter: "passwordCpu", cost: ({ cpu, blockSize }) => 128 * cpu * blockSize },
    {
      limit: scryptWork,
      parameter: "passwordParallel",
      cost: ({ cpu, blockSize, parallel }) => cpu * blockSize * parallel,
    },
    {
      limit: scryptBlockBytes,
      parameter: "passwordMemory",
      cost: ({ blockSize, parallel }) => 128 * blockSize * parallel,
    },
  ],

  read(encoded, options) {
    const salt = options["salt"];
    if (typeof salt !== "string") return refuse("passwordSalt", "Value must be a valid string.");
    const cpu = integerFrom(options, "costCpu", 2);
    if (cpu === undefined || 2 ** Math.round(Math.log2(cpu)) !== cpu) {
      return refuse("passwordCpu", "Value must be a power of two greater than 1.");
    }
    const blockSize = integerFrom(options, "costMemory", 1);
    if (blockSize === undefined) return refuse("passwordMemory", "Value must be an integer of at least 1.");
    if (cpu >= 2 ** (16 * blockSize)) {
      return refuse("passwordCpu", "Value must be below 2^(16 × passwordMemory), as RFC 7914 has it.");
    }
    const parallel = integerFrom(options, "costParallel", 1);
    if (parallel === undefined) return refuse("passwordParallel", "Value must be an integer of at least 1.");
    const outputBytes = integerFrom(options, "length", 16);
    if (outputBytes === undefined) return refuse("passwordLength", "Value must be an integer of at least 16.");

    const characters = 2 * outputBytes;
    if (encoded.length !== characters || !/^[0-9a-f]+$/.test(encoded)) {
      return refusePassword(
        `Value must be a scrypt hash of ${characters} (2 × passwordLength) lowercase hexadecimal characters.`,
      );
    }
    return ok({ salt: toUtf8(salt), cpu, blockSize, parallel, outputBytes, digest: encoded });
  },

  matches: (password, { digest, ...parameters }) =>
    equalTexts(bytesToHex(scrypt(toUtf8(password), parameters)), digest),
  isWeak: () => true,
});

function integerFrom(options: HashOptions, option: string, min: number): number | undefined {
  const value = options[option];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : undefined;
}

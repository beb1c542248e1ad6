/**
 * scrypt: the digest in hexadecimal, its salt and costs in the options (docs/spec/passwords.md#formats). The salt is
 * the UTF-8 bytes of the given text, unless `saltEncoding` names the encoding of a binary salt.
 */
import { ok } from "../../../errors/result.ts";
import { decoders, equalTexts, toHex, toUtf8 } from "../bytes.ts";
import { defineFormat, type HashOptions, refuseParameter as refuse, refusePassword } from "../format.ts";
import { passwordSalt, passwordSaltEncoding } from "../parameters.ts";
import { scryptBlockBytes, scryptTableBytes, scryptWork } from "../limits.ts";
import { scrypt, type ScryptParameters } from "./scrypt-engine.ts";

interface ParsedScrypt extends ScryptParameters {
  readonly digest: string;
}

export const scryptFormat = defineFormat<ParsedScrypt>({
  hash: "scrypt",
  importPath: "scrypt",
  operation: "createScryptUser",
  parameters: {
    passwordSalt,
    passwordCpu: { type: "integer" },
    passwordMemory: { type: "integer" },
    passwordParallel: { type: "integer" },
    passwordLength: { type: "integer" },
    // Not in upstream, which uses the text of a salt. Other systems have binary salts.
    passwordSaltEncoding,
  },
  options: {
    salt: "passwordSalt",
    costCpu: "passwordCpu",
    costMemory: "passwordMemory",
    costParallel: "passwordParallel",
    length: "passwordLength",
    saltEncoding: "passwordSaltEncoding",
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
    const text = options["salt"];
    if (typeof text !== "string") return refuse("passwordSalt", "Value must be a valid string.");
    const encoding = options["saltEncoding"] ?? "utf8";
    const salt = decoders.get(String(encoding))?.(text);
    if (salt === undefined) return refuse("passwordSalt", `Value must be ${encoding}, as passwordSaltEncoding says.`);
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
    return ok({ salt, cpu, blockSize, parallel, outputBytes, digest: encoded });
  },

  matches: (password, { digest, ...parameters }) => equalTexts(toHex(scrypt(toUtf8(password), parameters)), digest),
  isWeak: () => true,
});

function integerFrom(options: HashOptions, option: string, min: number): number | undefined {
  const value = options[option];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : undefined;
}

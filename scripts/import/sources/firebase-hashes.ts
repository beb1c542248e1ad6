/** The password hashes of a Firebase project, as `hash_config` of its console describes them. Pure. */
import type { StoredText } from "../person.ts";
import { SourceError } from "../source-error.ts";

/** The members of `hash_config`, by their names there or as options of `firebase auth:import`. */
export type HashConfig = Readonly<Record<string, string>>;

/**
 * Reads `hash_config { algorithm: SCRYPT, base64_signer_key: … }` as the console shows it, or the same as JSON.
 * @throws SourceError when it names no algorithm
 */
export function parseHashConfig(text: string): HashConfig {
  const members = [...text.matchAll(/["']?([a-z0-9_-]+)["']?\s*[:=]\s*["']?([^"',\s}]*)/gi)].map(
    ([, name = "", value = ""]) => [name.toLowerCase().replaceAll("-", "_"), value] as const,
  );
  const config = Object.fromEntries(members);
  if (config["algorithm"] === undefined) {
    throw new SourceError(
      "--hash-config takes a file with the text of hash_config { … }, which the Firebase console shows under Users, ⋮, Password hash parameters.",
    );
  }
  return config;
}

const integer = (config: HashConfig, name: string, otherwise: number): number => Number(config[name] ?? otherwise);

/** Firebase's own scheme. With its usual costs it is the format `scryptMod`; other costs are written into the text. */
function ownScheme(text: string, salt: string, config: HashConfig): StoredText {
  const signerKey = config["base64_signer_key"] ?? config["hash_key"] ?? "";
  const saltSeparator = config["base64_salt_separator"] ?? config["salt_separator"] ?? "";
  const [memory, rounds] = [integer(config, "mem_cost", 14), integer(config, "rounds", 8)];
  return memory === 14 && rounds === 8
    ? { text, hash: "scryptMod", options: { signerKey, saltSeparator, salt } }
    : { text: `$fbscrypt$v=1,n=${memory},r=${rounds},p=1,ss=${saltSeparator},sk=${signerKey}$${salt}$${text}` };
}

const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

/** A digest, plain or keyed. */
function digest(text: string, salt: string | null, config: HashConfig, algorithm: string): StoredText {
  const key = config["base64_signer_key"] ?? config["hash_key"];
  const isSuffix = (config["hash_input_order"] ?? "").toUpperCase() === "PASSWORD_FIRST";
  const rounds = integer(config, "rounds", 1);
  return {
    text,
    hash: "digest",
    options: {
      algorithm,
      encoding: "base64",
      ...(config["algorithm"]?.startsWith("HMAC") === true && key !== undefined ? { key, keyEncoding: "base64" } : {}),
      ...(salt === null ? {} : { salt, saltEncoding: "base64", saltPosition: isSuffix ? "suffix" : "prefix" }),
      ...(rounds > 1 ? { rounds } : {}),
    },
  };
}

/**
 * @param text the hash, in base64 of either alphabet
 * @throws SourceError when there is a password and no description of how it was hashed
 */
export function passwordFrom(text: string | null, salt: string | null, config: HashConfig | null): StoredText | null {
  if (text === null) return null;
  if (config === null) {
    throw new SourceError(
      "The file has passwords, so say how they were hashed: --hash-config FILE (docs/migrate/firebase.md).",
    );
  }
  const algorithm = (config["algorithm"] ?? "").toUpperCase();
  const [, kind] = /^(?:HMAC_)?(MD5|SHA1|SHA256|SHA512)$/.exec(algorithm) ?? [];
  if (kind !== undefined) return digest(text, salt, config, kind.toLowerCase());
  switch (algorithm) {
    case "SCRYPT":
      return ownScheme(text, salt ?? "", config);
    case "BCRYPT":
      return { text: Buffer.from(text, "base64").toString("latin1") };
    case "PBKDF_SHA1":
    case "PBKDF2_SHA256":
      return {
        text,
        hash: "pbkdf2",
        options: {
          algorithm: algorithm === "PBKDF_SHA1" ? "sha1" : "sha256",
          iterations: integer(config, "rounds", 1),
          salt: salt ?? "",
          saltEncoding: "base64",
          encoding: "base64",
        },
      };
    case "STANDARD_SCRYPT":
      return {
        text: hexOf(text),
        hash: "scrypt",
        options: {
          salt: salt ?? "",
          costCpu: integer(config, "mem_cost", 1024),
          costMemory: integer(config, "block_size", 8),
          costParallel: integer(config, "parallelization", 16),
          length: integer(config, "dk_len", 64),
          saltEncoding: "base64",
        },
      };
    default:
      throw new SourceError(
        `--hash-config names the algorithm "${algorithm}". Known are SCRYPT, STANDARD_SCRYPT, BCRYPT, HMAC_*, MD5, SHA1, SHA256, SHA512, PBKDF_SHA1 and PBKDF2_SHA256.`,
      );
  }
}

/**
 * Writes generated.json: hashes made by implementations that the formats do not use, so that a shared mistake cannot
 * hide. OpenSSL through Node makes argon2, scrypt, md5, sha and AES; the system's libxcrypt, through Perl, makes bcrypt;
 * phpass is spelt out here over OpenSSL's md5. The same on every run.
 *
 *     node test/passwords/vectors/generate.ts        (Node 24.7 or later, and Perl)
 */
import { execFileSync } from "node:child_process";
import { argon2Sync, createCipheriv, createHash, scryptSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Vector } from "./vector.ts";

const passwords = ["appwrite", "pässwörd", "密码 🔑 पासवर्ड", "nul\0inside", "", " ".repeat(200)];

/** Bytes that look random and are the same on every run. */
const bytesOf = (label: string, length: number) => createHash("sha512").update(label).digest().subarray(0, length);

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

/** The system's crypt(3). */
function crypt(password: string, setting: string): string {
  const script = "my ($password, $setting) = @ARGV; print crypt($password, $setting);";
  return execFileSync("perl", ["-e", script, password, setting], { encoding: "utf8" });
}

/** Visible ASCII, no two neighbours alike. */
const textOf = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7) % 94))).join("");

function argon2(password: string): Vector[] {
  const costs = [
    { variant: "argon2id", memory: 19456, passes: 2, parallelism: 1, saltBytes: 16, tagLength: 32 },
    { variant: "argon2id", memory: 64, passes: 1, parallelism: 8, saltBytes: 8, tagLength: 4 },
    { variant: "argon2i", memory: 8, passes: 3, parallelism: 1, saltBytes: 24, tagLength: 64 },
    { variant: "argon2d", memory: 777, passes: 2, parallelism: 3, saltBytes: 16, tagLength: 33 },
  ] as const;
  return costs.map(({ variant, saltBytes, ...cost }) => {
    const nonce = bytesOf(variant + password, saltBytes);
    const tag = argon2Sync(variant, { ...cost, message: password, nonce });
    const parameters = `v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
    return { password, encoded: `$${variant}$${parameters}$${unpadded(nonce)}$${unpadded(tag)}` };
  });
}

function bcrypt(password: string): Vector[] {
  return ["$2a$04$", "$2b$05$", "$2y$04$"].map((prefix) => {
    const setting = `${prefix}${bytesOf(prefix + password, 16)
      .toString("hex")
      .slice(0, 21)}e`;
    return { password, encoded: crypt(password, setting) };
  });
}

/** Every length up to just past the last significant byte, and every cost that verifies quickly. */
function bcryptSweep(): Vector[] {
  const vector = (password: string, cost: number) => {
    const setting = `$2b$${String(cost).padStart(2, "0")}$${"Rollcall".repeat(3).slice(0, 21)}e`;
    return { password, encoded: crypt(password, setting) };
  };
  const lengths = Array.from({ length: 75 }, (_, length) => vector(textOf(length), 4));
  return [...lengths, ...[5, 6, 7, 8, 9, 10].map((cost) => vector("appwrite", cost))];
}

const md5 = (password: string): Vector[] => [{ password, encoded: createHash("md5").update(password).digest("hex") }];

function phpass(password: string): Vector[] {
  const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return [7, 8, 11].map((roundsLog2) => {
    const setting = `${roundsLog2 === 11 ? "$H$" : "$P$"}${alphabet.charAt(roundsLog2)}`;
    // A salt may have any characters, although phpass draws it from its alphabet.
    const salt = roundsLog2 === 8 ? "s@lt-#1!" : bytesOf(setting + password, 4).toString("hex");
    let digest = createHash("md5").update(salt).update(password).digest();
    for (let round = 0; round < 2 ** roundsLog2; round += 1) {
      digest = createHash("md5").update(digest).update(password).digest();
    }
    let bits = digest.reduce((sum, byte, index) => sum + (BigInt(byte) << BigInt(8 * index)), 0n);
    let text = "";
    // The digest is one little-endian number: 22 digits of 6 bits, lowest first, equal to the groups.
    for (let digit = 0; digit < 22; digit += 1, bits >>= 6n) text += alphabet.charAt(Number(bits & 63n));
    return { password, encoded: setting + salt + text };
  });
}

function scrypt(password: string): Vector[] {
  const costs = [
    { N: 2, r: 1, p: 1, length: 16 },
    { N: 1024, r: 8, p: 16, length: 64 },
    { N: 16384, r: 8, p: 1, length: 32 },
    { N: 32, r: 19, p: 3, length: 77 },
  ];
  return costs.map(({ N, r, p, length }) => {
    const salt = `sälz ${bytesOf(password, 6).toString("hex")}`;
    return {
      password,
      encoded: scryptSync(password, salt, length, { N, r, p }).toString("hex"),
      values: {
        passwordSalt: salt,
        passwordCpu: N,
        passwordMemory: r,
        passwordParallel: p,
        passwordLength: length,
      },
    };
  });
}

function scryptModified(password: string): Vector[] {
  return [32, 64, 96].map((signerBytes) => {
    const salt = bytesOf(`salt ${password}`, 10);
    const separator = bytesOf("separator", 1);
    const signerKey = Buffer.concat([bytesOf("signer", 64), bytesOf("key", 64)]).subarray(0, signerBytes);
    const key = scryptSync(password, Buffer.concat([salt, separator]), 64, { N: 16384, r: 8, p: 1 }).subarray(0, 32);
    const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
    return {
      password,
      encoded: Buffer.concat([cipher.update(signerKey), cipher.final()]).toString("base64"),
      values: {
        passwordSalt: salt.toString("base64"),
        passwordSaltSeparator: separator.toString("base64"),
        passwordSignerKey: signerKey.toString("base64"),
      },
    };
  });
}

function sha(password: string): Vector[] {
  const versions = ["sha1", "sha224", "sha256", "sha384", "sha512/224", "sha512/256", "sha512"];
  const sha3 = ["sha3-224", "sha3-256", "sha3-384", "sha3-512"];
  return [...versions, ...sha3].map((version) => ({
    password,
    encoded: createHash(version.replace("/", "-")).update(password).digest("hex"),
    values: { passwordVersion: version },
  }));
}

/**
 * Every length at which the padding of a digest changes, for the versions that workerd's node:crypto lacks: sha.test.ts
 * checks the others against it at all lengths.
 */
function shaSweep(): Vector[] {
  const blockBytes = { "sha512/224": 128, "sha3-224": 144, "sha3-256": 136, "sha3-384": 104, "sha3-512": 72 };
  return Object.entries(blockBytes).flatMap(([version, block]) =>
    [block - 17, block - 16, block - 1, block, block + 1, 2 * block - 1, 2 * block, 3 * block].map((length) => ({
      password: textOf(length),
      encoded: createHash(version.replace("/", "-")).update(textOf(length)).digest("hex"),
      values: { passwordVersion: version },
    })),
  );
}

/** C strings end at a NUL; the rest straddles bcrypt's 72nd byte, also in the middle of a character. */
const bcryptPasswords = [
  ...passwords.filter((password) => !password.includes("\0")),
  "a".repeat(71),
  "a".repeat(72),
  `${"a".repeat(71)}ß`,
  "ß".repeat(40),
];

/** One and two blocks of md5: 16 bytes of digest and 9 of padding leave 39 of the first. */
const phpassPasswords = [...passwords, "a".repeat(39), "a".repeat(40), "ß".repeat(60)];

const generated = {
  argon2: passwords.flatMap(argon2),
  bcrypt: [...bcryptPasswords.flatMap(bcrypt), ...bcryptSweep()],
  md5: passwords.flatMap(md5),
  phpass: phpassPasswords.flatMap(phpass),
  scrypt: passwords.flatMap(scrypt),
  scryptModified: passwords.slice(0, 4).flatMap(scryptModified),
  sha: [...passwords.flatMap(sha), ...shaSweep()],
} satisfies Record<string, Vector[]>;

writeFileSync(`${import.meta.dirname}/generated.json`, `${JSON.stringify(generated, undefined, 2)}\n`);

/** The measured hashes: per format the default or a common cost, and the costliest that its ceilings allow. Pure. */
import { argon2Floor, cryptFloor, digestFloor, phpassFloor, scryptFloor } from "./floors.ts";
import { familyCases } from "./family-cases.ts";
import { type HashCase, longest, stored, usual } from "./hash-case.ts";

interface Argon2Cost {
  readonly m: number;
  readonly t: number;
  readonly p: number;
}

const argon2 = ({ m, t, p }: Argon2Cost, note = "", largest = false): HashCase => ({
  cost: `m=${m} t=${t} p=${p}${note}`,
  password: usual,
  stored: stored("argon2", `$argon2id$v=19$m=${m},t=${t},p=${p}$${"A".repeat(22)}$${"A".repeat(43)}`),
  floor: argon2Floor(usual, m, t, p),
  largest,
});

function bcrypt(cost: number, largest = false): HashCase {
  const setting = `$2b$${String(cost).padStart(2, "0")}$${".".repeat(22)}`;
  return {
    cost: String(cost),
    password: usual,
    stored: stored("bcrypt", setting + ".".repeat(31)),
    floor: cryptFloor(usual, setting),
    largest,
  };
}

const md5 = (password: string, largest = false): HashCase => ({
  cost: `${password.length} bytes`,
  password,
  stored: stored("md5", "0".repeat(32)),
  floor: digestFloor(password, "md5"),
  largest,
});

/** The character that stands for the base-2 logarithm of the rounds. */
const phpassCounts = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const phpass = (roundsLog2: number, password: string, note = "", largest = false): HashCase => ({
  cost: `2^${roundsLog2}${note}`,
  password,
  stored: stored("phpass", `$P$${phpassCounts.charAt(roundsLog2)}${".".repeat(30)}`),
  floor: phpassFloor(password, 2 ** roundsLog2),
  largest,
});

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const scrypt = ({ N, r, p }: ScryptCost, note = "", largest = false): HashCase => ({
  cost: `N=${N} r=${r} p=${p}${note}`,
  password: usual,
  stored: stored("scrypt", "0".repeat(128), {
    salt: "salt",
    costCpu: N,
    costMemory: r,
    costParallel: p,
    length: 64,
  }),
  floor: scryptFloor(usual, N, r, p),
  largest,
});

const scryptModified: HashCase = {
  cost: "fixed",
  password: usual,
  stored: stored("scryptMod", `${"A".repeat(86)}==`, {
    salt: "c2FsdHNhbHQ=",
    saltSeparator: "Bw==",
    signerKey: `${"A".repeat(86)}==`,
  }),
  floor: scryptFloor(usual, 16_384, 8, 1),
  largest: true,
};

const sha = (version: string, digestBytes: number, password: string, largest = false): HashCase => ({
  cost: `${version}, ${password.length} bytes`,
  password,
  stored: stored("sha", "00".repeat(digestBytes), { version }),
  floor: digestFloor(password, version),
  largest,
});

/** In the order of the registry. */
export const cases: readonly HashCase[] = [
  { ...argon2({ m: 19_456, t: 2, p: 1 }, ", the default"), isDefault: true },
  argon2({ m: 7168, t: 5, p: 1 }),
  argon2({ m: 65_536, t: 4, p: 3 }, ", Appwrite's"),
  argon2({ m: 8, t: 131_072, p: 1 }, ", the longest"),
  argon2({ m: 65_536, t: 16, p: 1 }, ", the ceiling", true),
  bcrypt(10),
  bcrypt(12),
  bcrypt(15, true),
  md5(usual),
  md5(longest, true),
  phpass(8, usual, ", Appwrite's"),
  phpass(11, usual, ", phpBB's"),
  phpass(13, usual, ", WordPress's"),
  phpass(20, usual),
  phpass(20, longest, ", 256 bytes", true),
  scrypt({ N: 16_384, r: 8, p: 1 }),
  scrypt({ N: 16_384, r: 13, p: 2 }),
  scrypt({ N: 65_536, r: 8, p: 2 }, ", the most work", true),
  scrypt({ N: 64, r: 8192, p: 1 }, ", the most memory", true),
  scryptModified,
  sha("sha1", 20, usual),
  sha("sha256", 32, usual),
  sha("sha512", 64, usual),
  sha("sha3-512", 64, usual),
  sha("sha3-512", 64, longest, true),
  ...familyCases,
];

/** The measured hashes of the families: common costs, and the costliest that the ceilings allow. Pure. */
import { cryptFloor, digestFloor, pbkdf2Floor, repeated, scryptFloor } from "./floors.ts";
import { type HashCase, longest, stored, usual } from "./hash-case.ts";

/** WordPress may have hashed it with backslashes or without, so both are tried. */
const quoted = "it's correct";

const bcryptText = (cost: number) => `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;

function wordpress(cost: number, password: string, note: string, largest = false): HashCase {
  const floor = cryptFloor(usual, bcryptText(cost).slice(0, 29));
  return {
    cost: `$wp$2y$${cost}${note}`,
    password,
    stored: stored("wordpress", `$wp${bcryptText(cost)}`),
    floor: password === quoted ? repeated(floor, 2) : floor,
    largest,
  };
}

const prehashed = (cost: number, largest = false): HashCase => ({
  cost: String(cost),
  password: usual,
  stored: stored("prehashedBcrypt", `bcrypt_sha256$${bcryptText(cost)}`),
  floor: cryptFloor(usual, bcryptText(cost).slice(0, 29)),
  largest,
});

function pbkdf2(algorithm: string, bytes: number, iterations: number, note: string, largest = false): HashCase {
  return {
    cost: `${algorithm} ${iterations}${note}`,
    password: usual,
    stored: stored("pbkdf2", "00".repeat(bytes), { algorithm, iterations, salt: "salt", encoding: "hex" }),
    floor: pbkdf2Floor(usual, iterations, bytes, algorithm),
    largest,
  };
}

function crypt(setting: string, digestCharacters: number, password: string, note: string, largest = false): HashCase {
  return {
    cost: `${setting}${note}`,
    password,
    stored: stored("crypt", `${setting}salt$${".".repeat(digestCharacters)}`),
    floor: cryptFloor(password, `${setting}salt$`),
    largest,
  };
}

const digest = (rounds: number, password: string, note: string, largest = false): HashCase => ({
  cost: `sha512, ${rounds} rounds${note}`,
  password,
  stored: stored("digest", "00".repeat(64), { algorithm: "sha512", salt: "salt", saltPosition: "braces", rounds }),
  floor: repeated(digestFloor(password, "sha512"), rounds),
  largest,
});

const ldap = (text: string, cost: string, floor: HashCase["floor"], largest = false): HashCase => ({
  cost,
  password: usual,
  stored: stored("ldap", text),
  floor,
  largest,
});

function scryptText(N: number, r: number, p: number, note: string, largest = false): HashCase {
  return {
    cost: `N=${N} r=${r} p=${p}${note}`,
    password: usual,
    stored: stored("scryptText", `scrypt:${N}:${r}:${p}$salt$${"00".repeat(64)}`),
    floor: scryptFloor(usual, N, r, p),
    largest,
  };
}

/** In the order of the registry. */
export const familyCases: readonly HashCase[] = [
  wordpress(10, usual, ", 6.8's"),
  wordpress(13, quoted, ", two spellings", true),
  pbkdf2("sha512", 32, 100_000, ", ASP.NET's"),
  pbkdf2("sha256", 32, 600_000, ", Django 4.2's"),
  pbkdf2("sha512", 64, 210_000, ", Keycloak's"),
  pbkdf2("sha512", 64, 600_000, ", Odoo's"),
  pbkdf2("sha1", 20, 2_000_000, ", the ceiling"),
  pbkdf2("sha256", 32, 1_600_000, ", the ceiling"),
  pbkdf2("sha512", 64, 1_000_000, ", the ceiling", true),
  digest(5000, usual, ", Symfony's"),
  digest(100_000, longest, ", 256 bytes", true),
  crypt("$6$", 86, usual, ""),
  crypt("$1$", 22, usual, ""),
  crypt("$5$rounds=656000$", 43, usual, ""),
  crypt("$6$rounds=656000$", 86, usual, ""),
  crypt("$6$rounds=656000$", 86, "x".repeat(200), ", 200 bytes", true),
  ldap(`{SSHA512}${"A".repeat(95)}=`, "{SSHA512}", digestFloor(usual, "sha512")),
  ldap(`{CRYPT}${bcryptText(14)}`, "{CRYPT} bcrypt 14", cryptFloor(usual, bcryptText(14).slice(0, 29)), true),
  prehashed(12),
  prehashed(14, true),
  scryptText(32_768, 8, 1, ", Werkzeug's"),
  scryptText(65_536, 8, 2, ", the most work", true),
];

/**
 * All ceilings on the cost of a password hash. They apply at import, where a hash above one is refused, and again at
 * sign-in, so that an accepted hash verifies inside one isolate (128 MB) and one request (30 s of CPU, the paid plan's
 * default). docs/passwords.md shows them as a table.
 */

/** One ceiling: the counted property, its unit, and the largest accepted value. */
export interface Limit {
  readonly what: string;
  readonly max: number;
  readonly unit: string;
}

/** 64 MiB, half of an isolate, in the engine's one linear memory, which every call reuses. */
export const argon2MemoryKiB = { what: "the memory cost m", max: 65_536, unit: "KiB" } as const satisfies Limit;

/** The total of filled blocks, which determines the time: 2^20, 16 passes over the largest memory, take up to a second. */
export const argon2Work = { what: "m × t", max: 2 ** 20, unit: "KiB" } as const satisfies Limit;

/** The engine runs lanes one after the other, so more lanes have no benefit here. Published advice stays below 16. */
export const argon2Lanes = { what: "the parallelism p", max: 16, unit: "lanes" } as const satisfies Limit;

/** Each step doubles the time: 15 takes 2.3 s in pure JavaScript, 16 would take a sixth of the request's CPU. */
export const bcryptCost = { what: "the cost", max: 15, unit: "(log2 of the rounds)" } as const satisfies Limit;

/** 2^20 rounds of md5 take 0.1 s, or 1.7 s for the longest password that is compared; WordPress writes 13, phpBB 11. */
export const phpassRounds = {
  what: "the iteration count",
  max: 20,
  unit: "(log2 of the rounds)",
} as const satisfies Limit;

/** The table that scrypt fills, held once per call: half of an isolate, as for argon2. */
export const scryptTableBytes = {
  what: "128 × passwordCpu × passwordMemory",
  max: 64 * 2 ** 20,
  unit: "bytes",
} as const satisfies Limit;

/** The platform's own scrypt refuses more than 2^20, which take a third of a second. */
export const scryptWork = {
  what: "passwordCpu × passwordMemory × passwordParallel",
  max: 2 ** 20,
  unit: "block mixes",
} as const satisfies Limit;

/**
 * Beside its table scrypt holds p + 2 blocks of 128 × r bytes. With the usual r and p that is a few KiB. Without this
 * ceiling, N = 2 with a huge r would take three times the memory that the table's ceiling allows.
 */
export const scryptBlockBytes = {
  what: "128 × passwordMemory × passwordParallel",
  max: 2 ** 20,
  unit: "bytes",
} as const satisfies Limit;

/**
 * The longest password that any format tries, in bytes of UTF-8; longer ones never match. Otherwise formats that hash the
 * password in each round (phpass) would multiply the size of a body by their rounds.
 */
export const passwordBytesMax = 1_024;

/** Two spellings of a password are tried, together in half of the time that bcrypt may take: 1.1 s. WordPress writes 10. */
export const wordpressBcryptCost = { ...bcryptCost, max: 13 } as const satisfies Limit;

/** Two spellings again, of up to 1,024 bytes: 0.2 s. WordPress writes 13. */
export const wordpressRounds = { ...phpassRounds, max: 16 } as const satisfies Limit;

/** 1.1 s, of bcrypt in LDAP and of a digest. Django and passlib write 12, Meteor 10. */
export const familyBcryptCost = { ...bcryptCost, max: 14 } as const satisfies Limit;

const iterations = { what: "the iterations × the blocks of the key", unit: "rounds" } as const;

/** Each takes about a second on sha.wasm. ASP.NET Identity writes 1,000 to 100,000 rounds, Django up to 1,500,000. */
export const pbkdf2Sha1Work = { ...iterations, max: 2_000_000 } as const satisfies Limit;
export const pbkdf2Sha256Work = { ...iterations, max: 1_600_000 } as const satisfies Limit;

/** Keycloak writes 210,000, Odoo 600,000. */
export const pbkdf2Sha512Work = { ...iterations, max: 1_000_000 } as const satisfies Limit;

/** passlib's default for `$6$`, the highest in use. Most systems write 5,000. */
export const cryptRounds = { what: "the rounds", max: 656_000, unit: "rounds" } as const satisfies Limit;

/** 0.3 s, or a second with the longest password. Symfony writes 5,000, Firebase at most 8,192. */
export const digestRounds = { what: "passwordRounds", max: 100_000, unit: "rounds" } as const satisfies Limit;

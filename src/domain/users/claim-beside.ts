import { type SQL, sql } from "../../lib/sql/index.ts";
import { users } from "../../storage/schema/index.ts";

/**
 * The flag of a claim after a key or a provider has vouched for an address, by that address. Neither vouches for the other
 * address: while that one is unverified, a claim stands (docs/decisions/0008-claimed-addresses.md).
 */
export const claimBeside = {
  email: sql`${users.claimed} AND ${users.phone} IS NOT NULL AND ${users.phoneVerification} = 0`,
  phone: sql`${users.claimed} AND ${users.email} IS NOT NULL AND ${users.emailVerification} = 0`,
} as const satisfies Readonly<Record<string, SQL>>;

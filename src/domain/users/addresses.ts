/** The two addresses of an account, and the trust in each (docs/decisions/0010-addresses.md). */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import { type Field, text } from "../../storage/reader.ts";
import { identities, users } from "../../storage/schema/index.ts";

export type AddressKind = "email" | "phone";

/**
 * The trust in an account's address:
 * - `none`: it has none of this kind.
 * - `proven`: its owner has received a secret there, or a key said so.
 * - `vouched`: a key set it.
 * - `unproven`: the user's word alone, and nothing else in the account is proven.
 * - `anchored`: the user's word, in an account that has another proven or vouched address, or an identity.
 */
const holdings = ["none", "proven", "vouched", "unproven", "anchored"] as const;
export type Holding = (typeof holdings)[number];

/** An account that holds addresses. */
export interface AddressHolder {
  readonly seq: number;
  readonly user: Pick<UserRow, "id" | "name" | "email" | "phone">;
  readonly holdings: Readonly<Record<AddressKind, Holding>>;
}

interface AddressColumns {
  readonly address: SQLiteColumn;
  readonly verified: SQLiteColumn;
  readonly vouched: SQLiteColumn;
}

export const addressColumns: Readonly<Record<AddressKind, AddressColumns>> = {
  email: { address: users.email, verified: users.emailVerification, vouched: users.emailVouched },
  phone: { address: users.phone, verified: users.phoneVerification, vouched: users.phoneVouched },
};

export const otherKind: Readonly<Record<AddressKind, AddressKind>> = { email: "phone", phone: "email" };

/** Whether an address of a row of users is proven, or a key vouches for it. */
export const isKnown = ({ address, verified, vouched }: AddressColumns): SQL =>
  sql`(${address} IS NOT NULL AND (${verified} = 1 OR ${vouched} = 1))`;

/** The holding of a user's address. The query must read from users. Identities are looked up only if they decide it. */
export function holdingOf(kind: AddressKind): SQL {
  const { address, verified, vouched } = addressColumns[kind];
  return sql`CASE WHEN ${address} IS NULL THEN 'none' WHEN ${verified} = 1 THEN 'proven' WHEN ${vouched} = 1 THEN 'vouched'
    WHEN ${isKnown(addressColumns[otherKind[kind]])}
      OR EXISTS (SELECT 1 FROM ${identities} WHERE ${identities.userSeq} = ${users.seq}) THEN 'anchored'
    ELSE 'unproven' END`;
}

/** A field that reads a holding. */
export const holdingField = (kind: AddressKind): Field<Holding, SQL> => {
  const { parse } = text(holdingOf(kind));
  return {
    from: holdingOf(kind),
    parse(value, name) {
      const found = holdings.find((holding) => holding === parse(value, name));
      if (found === undefined) throw new Error(`The column ${name} holds no holding.`);
      return found;
    },
  };
};

/** Whether a row of users still holds an address as it was read. */
export const stillHolds = (kind: AddressKind, address: string | null, holding: Holding): Where<"users"> =>
  where(users)`(${addressColumns[kind].address} IS ${address} AND ${holdingOf(kind)} = ${holding})`;

/** The columns of a user that a proof of an address sets. */
export const verifiedBy = {
  email: { emailVerification: true },
  phone: { phoneVerification: true },
} as const;

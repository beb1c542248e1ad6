/** Which factors a row of users, which the query is about, has verified. */
import { type SQL, sql } from "drizzle-orm";
import { authenticators, users } from "../../storage/schema/index.ts";

/** Whether they have an app for one-time passwords. */
export const hasTotp: SQL = sql`EXISTS (SELECT 1 FROM ${authenticators}
  WHERE ${authenticators.userSeq} = ${users.seq} AND ${authenticators.type} = 'totp' AND ${authenticators.verified} = 1)`;

export const hasEmail: SQL = sql`(${users.email} IS NOT NULL AND ${users.emailVerification} = 1)`;

export const hasPhone: SQL = sql`(${users.phone} IS NOT NULL AND ${users.phoneVerification} = 1)`;

/** Whether they have any: then MFA asks them for a second factor. */
export const hasFactor: SQL = sql`(${hasEmail} OR ${hasPhone} OR ${hasTotp})`;

const last = {
  totp: sql`${hasTotp} AND NOT ${hasEmail} AND NOT ${hasPhone}`,
  email: sql`${hasEmail} AND NOT ${hasPhone} AND NOT ${hasTotp}`,
  phone: sql`${hasPhone} AND NOT ${hasEmail} AND NOT ${hasTotp}`,
} as const satisfies Readonly<Record<string, SQL>>;

/** Whether they have this factor, and no other. */
export const isLast = (factor: keyof typeof last): SQL => sql`(${last[factor]})`;

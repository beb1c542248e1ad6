/** Conditions on the verified factors of a user. The query must read from users. */
import { type Where, where } from "../../lib/sql/index.ts";
import { authenticators, users } from "../../storage/schema/index.ts";

/** Whether the user has a verified authenticator app. */
export const hasTotp: Where<"users"> = where(users)`EXISTS (SELECT 1 FROM ${authenticators}
  WHERE ${authenticators.userSeq} = ${users.seq} AND ${authenticators.type} = 'totp' AND ${authenticators.verified} = 1)`;

export const hasEmail: Where<"users"> = where(users)`(${users.email} IS NOT NULL AND ${users.emailVerification} = 1)`;

export const hasPhone: Where<"users"> = where(users)`(${users.phone} IS NOT NULL AND ${users.phoneVerification} = 1)`;

/** Whether the user has a verified factor: only then MFA requires a second factor. */
export const hasFactor: Where<"users"> = where(users)`(${hasEmail} OR ${hasPhone} OR ${hasTotp})`;

const last = {
  totp: where(users)`${hasTotp} AND NOT ${hasEmail} AND NOT ${hasPhone}`,
  email: where(users)`${hasEmail} AND NOT ${hasPhone} AND NOT ${hasTotp}`,
  phone: where(users)`${hasPhone} AND NOT ${hasEmail} AND NOT ${hasTotp}`,
} as const satisfies Readonly<Record<string, Where<"users">>>;

/** Whether this factor is the user's only verified one. */
export const isLast = (factor: keyof typeof last): Where<"users"> => where(users)`(${last[factor]})`;

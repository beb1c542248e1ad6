/** Which factors a row of users, which the query is about, has verified. */
import { type Where, where } from "../../lib/sql/index.ts";
import { authenticators, users } from "../../storage/schema/index.ts";

/** Whether they have an app for one-time passwords. */
export const hasTotp: Where<"users"> = where(users)`EXISTS (SELECT 1 FROM ${authenticators}
  WHERE ${authenticators.userSeq} = ${users.seq} AND ${authenticators.type} = 'totp' AND ${authenticators.verified} = 1)`;

export const hasEmail: Where<"users"> = where(users)`(${users.email} IS NOT NULL AND ${users.emailVerification} = 1)`;

export const hasPhone: Where<"users"> = where(users)`(${users.phone} IS NOT NULL AND ${users.phoneVerification} = 1)`;

/** Whether they have any: then MFA asks them for a second factor. */
export const hasFactor: Where<"users"> = where(users)`(${hasEmail} OR ${hasPhone} OR ${hasTotp})`;

const last = {
  totp: where(users)`${hasTotp} AND NOT ${hasEmail} AND NOT ${hasPhone}`,
  email: where(users)`${hasEmail} AND NOT ${hasPhone} AND NOT ${hasTotp}`,
  phone: where(users)`${hasPhone} AND NOT ${hasEmail} AND NOT ${hasTotp}`,
} as const satisfies Readonly<Record<string, Where<"users">>>;

/** Whether they have this factor, and no other. */
export const isLast = (factor: keyof typeof last): Where<"users"> => where(users)`(${last[factor]})`;

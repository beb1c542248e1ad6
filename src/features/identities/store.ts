/** Identities: users as OAuth2 providers know them. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { identities } from "../../storage/schema/index.ts";

/** Whether an OAuth2 identity other than those of the user `exceptSeq` has this email. */
export const hasIdentity = (email: string | Placeholder, exceptSeq: SQL = sql`0`): SQL =>
  sql`EXISTS (SELECT 1 FROM ${identities} WHERE ${identities.providerEmail} = ${email} AND ${identities.userSeq} <> ${exceptSeq})`;

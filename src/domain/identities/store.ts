/** Identities: users as OAuth2 providers know them. */
import { AppError } from "../../errors/app-error.ts";
import { build, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { identities } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { countIdentities, isIdentity } from "./grant.ts";

/** The identities of a user. */
export const isIdentityOf = (ownerSeq: SQL): Where<"identities"> =>
  where(identities)`${identities.userSeq} = ${ownerSeq}`;

/**
 * Deletes an identity. The sessions that began with it stay valid.
 * @param ownerSeq `users.seq` of the required owner; undefined: any owner
 * @throws AppError `user_identity_not_found`
 */
export async function deleteIdentity(context: Context, id: string, ownerSeq?: number): Promise<void> {
  const self =
    ownerSeq === undefined
      ? isIdentity(id)
      : where(identities)`${isIdentity(id)} AND ${isIdentityOf(sql`${ownerSeq}`)}`;
  const batch = context.db.batch();
  batch.add(countIdentities(self, -1));
  batch.add(appendLog(context, "identity.delete", "identity", self));
  const deleted = batch.add(build.delete(identities).where(self).returning({ id: identities.id }));
  await batch.run();
  if (deleted.rows.length === 0) throw new AppError("user_identity_not_found");
}

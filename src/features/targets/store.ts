/** The targets that follow a user's email and phone. Each function gives a statement for the batch that changes them. */
import { and, type SQL, sql } from "drizzle-orm";
import { generateId } from "../../crypto/ids.ts";
import type { Context } from "../../http/context.ts";
import type { Statement } from "../../storage/db.ts";
import { targets, users } from "../../storage/schema/index.ts";

/** A target that a user's email or phone keeps. */
export type ProviderType = "email" | "sms";

/** Whether any target has this identifier. */
export const hasTarget = (identifier: string): SQL =>
  sql`EXISTS (SELECT 1 FROM ${targets} WHERE ${targets.identifier} = ${identifier})`;

/** The target whose identifier is `contact`, an expression over the user that `self` picks. */
const targetOf = (self: SQL, contact: SQL): SQL | undefined =>
  and(
    sql`${targets.userSeq} = (SELECT ${users.seq} FROM ${users} WHERE ${self})`,
    sql`${targets.identifier} = (SELECT ${contact} FROM ${users} WHERE ${self})`,
  );

/** Adds a target to the user that `self` picks, unless the identifier is somebody's already. */
export const addTarget = ({ db, now }: Context, self: SQL, type: ProviderType, identifier: string): Statement =>
  db
    .insert(targets)
    .select(
      db
        .select({
          seq: sql`NULL`.as("seq"),
          id: sql`${generateId(now)}`.as("id"),
          createdAt: sql`${now}`.as("createdAt"),
          updatedAt: sql`${now}`.as("updatedAt"),
          userSeq: users.seq,
          name: sql`NULL`.as("name"),
          providerId: sql`NULL`.as("providerId"),
          providerType: sql`${type}`.as("providerType"),
          identifier: sql`${identifier}`.as("identifier"),
          expired: sql`0`.as("expired"),
        })
        .from(users)
        .where(self),
    )
    .onConflictDoNothing({ target: targets.identifier });

/** Gives the target of a contact another identifier. */
export const moveTarget = ({ db, now }: Context, self: SQL, contact: SQL, identifier: string): Statement =>
  db.update(targets).set({ identifier, updatedAt: now }).where(targetOf(self, contact));

/** Removes the target of a contact. */
export const removeTarget = ({ db }: Context, self: SQL, contact: SQL): Statement =>
  db.delete(targets).where(targetOf(self, contact));

/** The targets that follow a user's email and phone. Each function gives a statement for the batch that changes them. */
import { and, type SQL, sql } from "drizzle-orm";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, type Statement } from "../../storage/db.ts";
import { targets, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";

/** A target that a user's email or phone keeps. */
export type ProviderType = "email" | "sms";

/** Whether any target has this identifier. */
export const hasTarget = (identifier: string): SQL =>
  sql`EXISTS (SELECT 1 FROM ${targets} WHERE ${targets.identifier} = ${identifier})`;

/** The target whose identifier is `contact`, an expression over the user that `self` picks. */
const targetOf = (self: SQL, contact: SQL): SQL | undefined =>
  and(
    sql`${targets.userSeq} = ${seqOf(self)}`,
    sql`${targets.identifier} = (SELECT ${contact} FROM ${users} WHERE ${self})`,
  );

/** What a new target of a contact is made of. */
export const targetFields = ({ now }: Context, type: ProviderType, identifier: string) => ({
  targetId: generateId(now),
  createdAt: now,
  type,
  identifier,
});

type TargetFields = ReturnType<typeof targetFields>;

/**
 * A statement that adds a target to the user that `self` picks, unless the identifier is somebody's already.
 * @param valueOf the value of a field, or a slot for it
 */
export function insertTarget(self: SQL, valueOf: (name: keyof TargetFields) => unknown): Statement {
  const createdAt = sql`${valueOf("createdAt")}`;
  return build
    .insert(targets)
    .select(
      build
        .select({
          seq: sql`NULL`.as("seq"),
          id: sql`${valueOf("targetId")}`.as("id"),
          createdAt: createdAt.as("createdAt"),
          updatedAt: createdAt.as("updatedAt"),
          userSeq: users.seq,
          name: sql`NULL`.as("name"),
          providerSeq: sql`NULL`.as("providerSeq"),
          providerType: sql`${valueOf("type")}`.as("providerType"),
          identifier: sql`${valueOf("identifier")}`.as("identifier"),
          expired: sql`0`.as("expired"),
          sessionSeq: sql`NULL`.as("sessionSeq"),
        })
        .from(users)
        .where(self),
    )
    .onConflictDoNothing({ target: targets.identifier });
}

/** A statement that adds a target to the user that `self` picks, unless the identifier is somebody's already. */
export function addTarget(context: Context, self: SQL, type: ProviderType, identifier: string): Statement {
  const fields = targetFields(context, type, identifier);
  return insertTarget(self, (name) => fields[name]);
}

/** Gives the target of a contact another identifier. */
export const moveTarget = ({ now }: Context, self: SQL, contact: SQL, identifier: string): Statement =>
  build.update(targets).set({ identifier, expired: false, updatedAt: now }).where(targetOf(self, contact));

/** Removes the target of a contact. */
export const removeTarget = (self: SQL, contact: SQL): Statement =>
  build.delete(targets).where(targetOf(self, contact));

/** The targets that follow a user's email and phone. Each function gives a statement for the batch that changes them. */
import { and, type SQL, sql } from "drizzle-orm";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, type Slot, type Statement } from "../../storage/db.ts";
import { insertFrom } from "../../storage/insert.ts";
import { targets, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";

/** A target that a user's email or phone keeps. */
export type ProviderType = "email" | "sms";

/** Whether any target of the type has this identifier. */
export const hasTarget = (type: ProviderType, identifier: string): SQL =>
  sql`EXISTS (SELECT 1 FROM ${targets} WHERE ${targets.providerType} = ${type} AND ${targets.identifier} = ${identifier})`;

/** A contact of a user: the type of its target, and an expression over the user's row, which is the target's identifier. */
export interface Contact {
  readonly type: ProviderType;
  readonly value: SQL;
}

/** The target of a contact of the user that `self` picks. */
const targetOf = (self: SQL, { type, value }: Contact): SQL | undefined =>
  and(
    sql`${targets.userSeq} = ${seqOf(self)} AND ${targets.providerType} = ${type}`,
    sql`${targets.identifier} = (SELECT ${value} FROM ${users} WHERE ${self})`,
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
export function insertTarget(
  self: SQL,
  valueOf: <Name extends keyof TargetFields>(name: Name) => TargetFields[Name] | Slot,
): Statement {
  return insertFrom(
    targets,
    {
      id: valueOf("targetId"),
      createdAt: valueOf("createdAt"),
      updatedAt: valueOf("createdAt"),
      userSeq: users.seq,
      providerType: valueOf("type"),
      identifier: valueOf("identifier"),
      expired: false,
    },
    sql`FROM ${users} WHERE ${self}`,
  ).onConflictDoNothing({ target: [targets.providerType, targets.identifier] });
}

/** A statement that adds a target to the user that `self` picks, unless the identifier is somebody's already. */
export function addTarget(context: Context, self: SQL, type: ProviderType, identifier: string): Statement {
  const fields = targetFields(context, type, identifier);
  return insertTarget(self, (name) => fields[name]);
}

/** Gives the target of a contact another identifier. */
export const moveTarget = ({ now }: Context, self: SQL, contact: Contact, identifier: string): Statement =>
  build.update(targets).set({ identifier, expired: false, updatedAt: now }).where(targetOf(self, contact));

/** Removes the target of a contact. */
export const removeTarget = (self: SQL, contact: Contact): Statement =>
  build.delete(targets).where(targetOf(self, contact));

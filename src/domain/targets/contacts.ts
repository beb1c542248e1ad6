/** The targets that follow a user's email and phone. Each function gives a statement for the batch that changes them. */
import { generateId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { TargetRow } from "../../models/target.ts";
import type { Batch } from "../../storage/batch.ts";
import { targets, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";

/** The type of a target that follows a user's email or phone. */
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
const targetOf = (self: Where<"users">, { type, value }: Contact): Where<"targets"> =>
  where(targets)`${targets.userSeq} = ${seqOf(self)} AND ${targets.providerType} = ${type}
    AND ${targets.identifier} = (SELECT ${value} FROM ${users} WHERE ${self})`;

/** The target of a new contact. */
const newTarget = ({ now }: Context, providerType: ProviderType, identifier: string) => ({
  id: generateId(now),
  createdAt: now,
  updatedAt: now,
  providerType,
  identifier,
  expired: false,
});

const insertTarget = (self: Where<"users">, target: ReturnType<typeof newTarget>) =>
  insertFrom(targets, { ...target, userSeq: users.seq }, sql`FROM ${users} WHERE ${self}`).onConflictDoNothing({
    target: [targets.providerType, targets.identifier],
  });

/** A statement that adds a target to the user that `self` picks, unless the identifier is taken. */
export const addTarget = (context: Context, self: Where<"users">, type: ProviderType, identifier: string): Statement =>
  insertTarget(self, newTarget(context, type, identifier));

/**
 * Adds a target to the user that `self` picks, unless the identifier is taken.
 * @returns the targets that were added, one or none, once the batch has run
 */
export function addFirstTarget(
  batch: Batch,
  context: Context,
  self: Where<"users">,
  type: ProviderType,
  identifier: string,
): () => readonly Omit<TargetRow, "userId">[] {
  const target = newTarget(context, type, identifier);
  const inserted = batch.add(insertTarget(self, target).returning({ id: targets.id }));
  return () => inserted.rows.map(() => ({ ...target, name: null, providerId: null }));
}

/** Gives the target of a contact another identifier. */
export const moveTarget = ({ now }: Context, self: Where<"users">, contact: Contact, identifier: string): Statement =>
  build.update(targets).set({ identifier, expired: false, updatedAt: now }).where(targetOf(self, contact));

/** Removes the target of a contact. */
export const removeTarget = (self: Where<"users">, contact: Contact): Statement =>
  build.delete(targets).where(targetOf(self, contact));

/** The targets that follow a user's email and phone. Each function gives a statement for the batch that changes them. */
import { generateId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
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

/** A statement that adds a target to the user that `self` picks, unless the identifier is taken. */
export const addTarget = ({ now }: Context, self: Where<"users">, type: ProviderType, identifier: string): Statement =>
  insertFrom(
    targets,
    {
      id: generateId(now),
      createdAt: now,
      updatedAt: now,
      userSeq: users.seq,
      providerType: type,
      identifier,
      expired: false,
    },
    sql`FROM ${users} WHERE ${self}`,
  ).onConflictDoNothing({ target: [targets.providerType, targets.identifier] });

/** Gives the target of a contact another identifier. */
export const moveTarget = ({ now }: Context, self: Where<"users">, contact: Contact, identifier: string): Statement =>
  build.update(targets).set({ identifier, expired: false, updatedAt: now }).where(targetOf(self, contact));

/** Removes the target of a contact. */
export const removeTarget = (self: Where<"users">, contact: Contact): Statement =>
  build.delete(targets).where(targetOf(self, contact));

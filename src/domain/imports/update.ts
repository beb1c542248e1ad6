/** Changes existing users to the values of their rows in an import (docs/spec/import.md#updates). */
import { and, build, not, or, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { hasTarget } from "../targets/index.ts";
import {
  applyChange,
  block,
  changeOfEmail,
  changeOfLabels,
  changeOfName,
  changeOfPhone,
  isMarked,
  isUser,
  storedElsewhere,
  unblock,
  type UserChange,
} from "../users/index.ts";
import { type ComparedField, isVouched } from "./base.ts";
import type { KnownUser, Update } from "./compare.ts";
import type { ImportedUser, ImportOptions } from "./row.ts";

const noChange: UserChange = { event: "user.update", set: {} };

/** The change of an email: to another email with its consequences, or of the trust in the same one. */
function changeOfImportedEmail(
  context: Context,
  { email, emailVerification }: ImportedUser,
  user: KnownUser,
  { emailsUnproven }: ImportOptions,
): UserChange {
  const state = {
    emailVerification: emailVerification ?? false,
    emailVouched: isVouched(email, emailVerification, emailsUnproven),
  };
  if (email === user.email) return { ...noChange, set: state };
  const change = changeOfEmail(context, email);
  return { ...change, set: { ...change.set, ...state } };
}

/** The same of a phone. */
function changeOfImportedPhone(
  context: Context,
  { phone, phoneVerification }: ImportedUser,
  user: KnownUser,
): UserChange {
  const state = {
    phoneVerification: phoneVerification ?? false,
    phoneVouched: isVouched(phone, phoneVerification, false),
  };
  if (phone === user.phone) return { ...noChange, set: state };
  const change = changeOfPhone(context, phone);
  return { ...change, set: { ...change.set, ...state } };
}

/** The change of one field to the value of a row. */
function changeOf(
  field: ComparedField,
  context: Context,
  row: ImportedUser,
  user: KnownUser,
  options: ImportOptions,
): UserChange {
  switch (field) {
    case "name":
      return changeOfName(row.name);
    case "email":
      return changeOfImportedEmail(context, row, user, options);
    case "phone":
      return changeOfImportedPhone(context, row, user);
    case "password":
      return row.stored === null ? noChange : storedElsewhere(context, row.stored, row.passwordUpdate ?? context.now);
    case "status":
      return row.status === false ? block(context) : unblock;
    case "labels":
      return changeOfLabels(row.labels ?? []);
    case "prefs":
      return { ...noChange, set: { prefs: row.prefs ?? "{}" } };
  }
}

/** Merges several changes of one user, so that they have one log row. */
function merge(changes: readonly UserChange[]): UserChange {
  const set: UserChange["set"] = {};
  const words: NonNullable<UserChange["words"]> = {};
  for (const change of changes) {
    Object.assign(set, change.set);
    Object.assign(words, change.words);
  }
  const raising = changes.flatMap(({ raisesEpoch }) => raisesEpoch ?? []);
  return {
    event: "user.update",
    set,
    ...(raising.length > 0 && { raisesEpoch: or(...raising) }),
    ...(Object.keys(words).length > 0 && { words }),
    before(batch, self) {
      for (const { before } of changes) before?.(batch, self);
    },
    after(batch, self, actor) {
      for (const { after } of changes) after?.(batch, self, actor);
    },
  };
}

/** Whether a field still has the value that was read. The guarded statement decides a race with other changes. */
function isStill(field: ComparedField, user: KnownUser): Where<"users"> {
  switch (field) {
    case "name":
      return where(users)`${users.name} = ${user.name}`;
    case "email":
      return where(users)`${users.email} IS ${user.email} AND ${users.emailVerification} = ${user.emailVerification}
        AND ${users.emailVouched} = ${user.emailVouched}`;
    case "phone":
      return where(users)`${users.phone} IS ${user.phone} AND ${users.phoneVerification} = ${user.phoneVerification}
        AND ${users.phoneVouched} = ${user.phoneVouched}`;
    case "password":
      return where(users)`${users.passwordUpdate} IS ${user.passwordUpdate}`;
    case "status":
      return where(users)`${users.status} = ${user.status}`;
    case "labels":
      return where(users)`${users.labels} = ${user.labels}`;
    case "prefs":
      return where(users)`${users.prefs} = ${user.prefs}`;
  }
}

/** Whether no other user and no target has a new address. */
function isFree(field: ComparedField, row: ImportedUser, user: KnownUser): Where<"users"> | undefined {
  if (field !== "email" && field !== "phone") return undefined;
  const address = row[field];
  if (address === null || address === user[field]) return undefined;
  const type = field === "email" ? "email" : "sms";
  return where(users)`NOT EXISTS (SELECT 1 FROM ${users} WHERE ${users[field]} = ${address})
    AND ${not(where(users)`${hasTarget(type, address)}`)}`;
}

/**
 * Adds the statements that change a user. The first one marks the row, unless the user has changed since it was read or a
 * new address is taken. All others depend on that mark.
 * @returns a handle that has a row if the user is changed
 */
export function addUpdate(
  batch: Batch,
  context: Context,
  row: ImportedUser,
  { base, changed, user }: Update,
  options: ImportOptions,
): Handle {
  const writeId = crypto.randomUUID();
  const self = isMarked(user.seq, writeId);
  const done = batch.add(
    build
      .update(users)
      .set({ writeId, updatedAt: context.now })
      .where(
        and(
          isUser(user.seq),
          where(users)`${users.imported} = ${user.imported}`,
          ...changed.map((field) => isStill(field, user)),
          ...changed.map((field) => isFree(field, row, user)),
        ),
      )
      .returning({ id: users.id }),
  );
  const change = merge(changed.map((field) => changeOf(field, context, row, user, options)));
  const imported = sql`json_patch(${users.imported}, ${JSON.stringify(base)})`;
  applyChange(batch, context, self, { ...change, set: { ...change.set, imported } });
  return done;
}

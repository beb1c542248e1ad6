/** Changes of name, email and phone, by any caller (docs/spec/users.md#updates, docs/spec/users.md#email-and-phone). */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { ErrorType } from "../../errors/catalogue.ts";
import { fold } from "../../lib/queries/index.ts";
import { sql, where } from "../../lib/sql/index.ts";
import type { Refusals } from "../../storage/constraints.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { cancelMessages } from "../messages/index.ts";
import { endChallenges, removeCodesWithLast } from "../mfa/index.ts";
import { wordsOfUser } from "../search/index.ts";
import { addTarget, hasTarget, moveTarget, type ProviderType, removeTarget } from "../targets/index.ts";
import { endTokens, endTokensTo, sentTo } from "../tokens/index.ts";
import type { UserChange } from "./change-user.ts";
import { type AddressKind, addressColumns } from "./addresses.ts";
import { emailMetadata } from "./email-metadata.ts";
import { addLabels, removeLabels } from "./statements.ts";

export const changeOfName = (name: string): UserChange => ({
  event: "user.update",
  set: { name, nameFolded: fold(name) },
  words: wordsOfUser({ name }),
});

/** The change of a user's labels. @param labels each once */
export const changeOfLabels = (labels: readonly string[]): UserChange => ({
  event: "user.update",
  set: { labels: JSON.stringify(labels) },
  words: wordsOfUser({ labels }),
  before(batch, self) {
    batch.add(removeLabels(self));
  },
  after(batch, self) {
    batch.add(addLabels(self));
  },
});

/**
 * Changes a user's email, which is then unverified. Tokens and codes that were sent to the old one end.
 * @param email in lower case; null: none
 * @param options.taken the error if another user has the email
 */
export function changeOfEmail(
  context: Context,
  email: string | null,
  { taken = "user_email_already_exists" }: { readonly taken?: ErrorType } = {},
) {
  return {
    event: "user.update",
    set: { email, emailVerification: false, ...emailMetadata(email), emailVouched: isVouched(context, email) },
    words: wordsOfUser({ email }),
    unless:
      email === null ? [] : [{ is: where(users)`${hasTarget("email", email)}`, refuse: "user_target_already_exists" }],
    ...followContact(context, users.email, "email", email, {
      users_email: taken,
      targets_identifier: "user_target_already_exists",
    }),
  } as const satisfies UserChange;
}

/**
 * Changes a user's phone, which is then unverified. Tokens and codes that were sent to the old one end.
 * @param phone in E.164 form; null: none
 */
export function changeOfPhone(context: Context, phone: string | null) {
  return {
    event: "user.update",
    set: { phone, phoneVerification: false, phoneVouched: isVouched(context, phone) },
    words: wordsOfUser({ phone }),
    unless:
      phone === null ? [] : [{ is: where(users)`${hasTarget("sms", phone)}`, refuse: "user_target_already_exists" }],
    ...followContact(context, users.phone, "sms", phone, {
      users_phone: "user_phone_already_exists",
      targets_identifier: "user_target_already_exists",
    }),
  } as const satisfies UserChange;
}

/** A contact that a key sets is vouched for; one that the user sets is not (addresses.ts). */
const isVouched = ({ caller }: Context, contact: string | null): boolean => contact !== null && caller.kind === "key";

/**
 * Changes whether an address is verified, on the word of a key. For an address that is no longer verified, the key still
 * vouches; tokens and codes that were sent to it end.
 */
export function changeOfVerification(kind: AddressKind, isVerified: boolean): UserChange {
  const { address, verified, vouched } = addressColumns[kind];
  const stillVouched = sql`(${vouched} = 1 OR ${verified} = 1)`;
  return {
    event: "verification.update",
    set: {
      ...(kind === "email" ? { emailVerification: isVerified } : { phoneVerification: isVerified }),
      ...(!isVerified && (kind === "email" ? { emailVouched: stillVouched } : { phoneVouched: stillVouched })),
    },
    // An address that is not verified is not a factor.
    ...(!isVerified && {
      before: (batch, self) => batch.add(removeCodesWithLast(self, kind)),
      after(batch, self) {
        batch.add(endChallenges(self, kind));
        endTokens(batch, self, sentTo[kind]);
        endTokensTo(batch, self, address);
      },
    }),
  };
}

/**
 * Writes the consequences of a changed contact. The target of the old contact moves to the new one or is deleted; without
 * an old target, the new contact gets a target. Tokens and codes that were sent to the old contact end.
 * @param column the column of users with the contact
 * @param contact the new contact; null: none
 */
function followContact(
  context: Context,
  column: SQLiteColumn,
  type: ProviderType,
  contact: string | null,
  refusals: Refusals,
): Required<Pick<UserChange, "before" | "after">> {
  const previous = { type, value: sql`${column}` };
  const kind = type === "email" ? "email" : "phone";
  return {
    before(batch, self) {
      batch.add(removeCodesWithLast(self, kind));
      batch.add(contact === null ? removeTarget(self, previous) : moveTarget(context, self, previous, contact));
    },
    after(batch, self) {
      // If the old target was moved, its identifier is taken, and this statement adds nothing.
      if (contact !== null) batch.add(addTarget(context, self, type, contact));
      batch.add(endChallenges(self, kind));
      endTokens(batch, self, sentTo[kind]);
      batch.add(cancelMessages(context, self, type));
      batch.refuse(refusals);
    },
  };
}

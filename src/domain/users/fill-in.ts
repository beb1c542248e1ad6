/** Fills in missing fields of a user from the provider's profile: an email, a name, that the email is verified. */
import { fold } from "../../lib/queries/index.ts";
import { build, sql, type Where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Batch } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { addWords, wordsOfUser } from "../search/index.ts";
import { addTarget } from "../targets/index.ts";
import { emailMetadata } from "./email-metadata.ts";

interface Told {
  /** In lower case; null: none, or an email that the user must not get. */
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly name: string;
}

/**
 * Fills empty fields only; existing values stay.
 * @returns the columns that change, and a function that adds the further statements for the user that `self` picks
 */
export function fillIn(context: Context, user: UserRow, { email, isEmailVerified, name }: Told) {
  const newEmail = user.email === null ? email : null;
  const newName = user.name === "" && name !== "" ? name : null;
  const isTheirs = email !== null && isEmailVerified && (user.email ?? email) === email;
  const words = { ...(newEmail !== null && { email: newEmail }), ...(newName !== null && { name: newName }) };
  return {
    set: {
      ...(newEmail !== null && {
        email: newEmail,
        ...emailMetadata(newEmail),
        emailVerification: isEmailVerified,
        emailVouched: false,
      }),
      ...(newName !== null && { name: newName, nameFolded: fold(newName) }),
      ...(isTheirs && newEmail === null && !user.emailVerification && { emailVerification: true }),
    },
    also(batch: Batch, self: Where<"users">): void {
      if (newEmail !== null) batch.add(addTarget(context, self, "email", newEmail));
      if (newEmail === null && newName === null) return;
      batch.add(
        build
          .update(users)
          .set({ words: sql`json_patch(${users.words}, ${JSON.stringify(wordsOfUser(words))})` })
          .where(self),
      );
      batch.add(addWords("user", self));
    },
  };
}

/** The row of a new user, for all ways of creation (docs/spec/users.md#create). Pure but for the id it may make. */
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import { defaultHash, type StoredPassword } from "../../lib/passwords/registry.ts";
import { fold } from "../../lib/queries/index.ts";
import { wordsOfUser } from "../search/index.ts";
import { emailMetadata } from "./email-metadata.ts";

interface NewUser {
  readonly userId: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string;
  /** null: no password; the format is the default's. */
  readonly stored: StoredPassword | null;
}

/**
 * The addresses are vouched for: a key sets them, or the account begins with one address whose owner it belongs to. For
 * addresses that a user only claims, the calling code overrides `emailVouched` and `phoneVouched`.
 * @param now milliseconds since the Unix epoch
 */
export function newUser({ userId, email, phone, name, stored }: NewUser, now: number) {
  const id = userId === uniqueId ? generateId(now) : userId;
  const { hash, options } = stored ?? defaultHash;
  const row = {
    id,
    createdAt: now,
    name,
    nameFolded: fold(name),
    email,
    emailVerification: false,
    ...emailMetadata(email),
    emailVouched: email !== null,
    phone,
    phoneVerification: false,
    phoneVouched: phone !== null,
    password: stored?.password ?? null,
    hash,
    hashOptions: JSON.stringify(options),
    passwordUpdate: stored === null ? null : now,
    passwordHistory: "[]",
    passwordRecovered: false,
    status: true,
    labels: "[]",
    mfa: false,
    prefs: "{}",
    accessedAt: null,
    impersonator: false,
  };
  return { row, words: wordsOfUser({ id, name, email, phone }) };
}

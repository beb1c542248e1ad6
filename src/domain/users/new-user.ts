/** The first row of a user, however it is created (docs/spec/users.md#create). Pure but for the id it may make. */
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
  /** null: without a password, which shows as the default's empty format. */
  readonly stored: StoredPassword | null;
}

/**
 * The row vouches for its addresses, as a key does, and as the owner of the one address does with which an account begins. Where
 * a user names them, the caller says otherwise.
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

/** Clerk: the CSV of "Export all users" in its dashboard. */
import { ok } from "../../../src/errors/result.ts";
import type { StoredText, Target } from "../person.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { instantOf, nameOf, orNull } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

/** Hashers whose digests do not state their format; all others are recognised by their text. */
const hashes: Readonly<Record<string, Omit<StoredText, "text">>> = {
  md5: { hash: "md5" },
  sha256: { hash: "sha", options: { version: "sha256" } },
  // Clerk has the salt in base64, where Django's format of this name has it as text.
  pbkdf2_sha256: { hash: "pbkdf2", options: { saltEncoding: "base64" } },
  pbkdf2_sha512: { hash: "pbkdf2", options: { saltEncoding: "base64" } },
};

function passwordOf(digest: string | null, hasher: string | null): StoredText | null {
  return digest === null ? null : { text: digest, ...hashes[hasher ?? ""] };
}

const listIn = (text: string | null): readonly string[] => (text ?? "").split("|").filter((item) => item !== "");

function readRow(row: Readonly<Record<string, string>>): Reading {
  const text = (name: string): string | null => orNull(row[name]);
  const [emails, phones] = [listIn(text("verified_email_addresses")), listIn(text("verified_phone_numbers"))];
  const email = text("primary_email_address") ?? emails[0] ?? listIn(text("unverified_email_addresses"))[0] ?? null;
  const phone = text("primary_phone_number") ?? phones[0] ?? listIn(text("unverified_phone_numbers"))[0] ?? null;
  const targets: readonly Target[] = [
    ...emails.filter((other) => other !== email).map((identifier) => ({ providerType: "email" as const, identifier })),
    ...phones.filter((other) => other !== phone).map((identifier) => ({ providerType: "sms" as const, identifier })),
  ];
  const username = text("username");
  return ok({
    id: text("id"),
    name: nameOf(row["first_name"], row["last_name"]),
    email,
    isEmailVerified: email !== null && emails.includes(email),
    phone,
    isPhoneVerified: phone !== null && phones.includes(phone),
    password: passwordOf(text("password_digest"), text("password_hasher")),
    registration: instantOf(text("created_at")),
    prefs: username === null ? {} : { username },
    totp: text("totp_secret"),
    targets,
  });
}

async function* read({ sample, texts }: Input): AsyncGenerator<Reading> {
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  for await (const row of readTable(texts(), separator)) yield readRow(row);
}

export const clerk: Source = {
  name: "clerk",
  title: "Clerk: the CSV of its dashboard",
  carries: "passwords, names, verified emails and phones (further ones as targets), user names (prefs), TOTP secrets",
  lost: "social accounts and metadata (the CSV has neither), organisations, backup codes, passkeys",
  recognises: ({ header }) => header.includes("password_hasher") && header.includes("primary_email_address"),
  read,
};

/** Laravel: the table `users` as CSV. */
import { ok } from "../../../src/errors/result.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { instantOf, orNull } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

function readRow(row: Readonly<Record<string, string>>): Reading {
  const text = (name: string): string | null => orNull(row[name]);
  const notNull = (name: string): string | null => (text(name) === "NULL" ? null : text(name));
  const password = notNull("password");
  return ok({
    id: text("id"),
    name: text("name"),
    email: text("email"),
    isEmailVerified: notNull("email_verified_at") !== null,
    phone: notNull("phone"),
    password: password === null ? null : { text: password },
    isDisabled: row["deleted_at"] === undefined ? undefined : notNull("deleted_at") !== null,
    registration: instantOf(notNull("created_at")),
    left: notNull("two_factor_secret") === null ? [] : ["second factors (encrypted with the app's key)"],
  });
}

async function* read({ sample, texts }: Input): AsyncGenerator<Reading> {
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  for await (const row of readTable(texts(), separator)) yield readRow(row);
}

export const laravel: Source = {
  name: "laravel",
  title: "Laravel: the table users as CSV",
  carries: "passwords (bcrypt, Argon2), verified emails, names, phones, soft-deleted users as blocked",
  lost: "second factors (encrypted with the app's key), roles of packages, remember tokens",
  recognises: ({ header }) => header.includes("email_verified_at") && header.includes("password"),
  read,
};

/** Supabase Auth: `auth.users` as CSV, or a dump of the schema `auth` (`supabase db dump`, `pg_dump`). */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import type { Identity } from "../person.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { readSql, type SqlRow } from "../read/sql.ts";
import { booleanOf, instantOf, orNull, recordIn } from "../read/values.ts";
import type { Input, Reading, Sample, Source } from "../source.ts";

type Row = Readonly<Record<string, string | null>>;

const isDump = ({ text }: Sample): boolean =>
  /^\s*(?:COPY|INSERT INTO)\s+"?auth"?\."?\w+/im.test(text) || /PostgreSQL database dump/.test(text);

/** The metadata that holds a user's name, as the providers of Supabase write it. */
const nameKeys = ["name", "full_name", "display_name"];

function identityOf(row: Row): Identity | null {
  const { provider, provider_id: id } = row;
  const data = recordIn(row["identity_data"]);
  const uid = orNull(id) ?? orNull(typeof data["sub"] === "string" ? data["sub"] : null);
  if (uid === null || provider === undefined || provider === null || ["email", "phone"].includes(provider)) return null;
  return { provider, uid, email: orNull(typeof data["email"] === "string" ? data["email"] : null) };
}

const identityText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ provider: v.string(), uid: v.string(), email: v.nullable(v.string()) }),
);

/** Metadata that repeats fields of accounts and identities. */
const derived = new Set([
  "provider",
  "providers",
  "sub",
  "email",
  "email_verified",
  "phone_verified",
  "iss",
  "provider_id",
]);

const without = (record: Readonly<Record<string, unknown>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));

function readUser(row: Row, identities: readonly Identity[], totp: string | null, now: number): Reading {
  const text = (name: string): string | null => orNull(row[name]);
  const meta = recordIn(row["raw_user_meta_data"]);
  const name = nameKeys.map((key) => meta[key]).find((value) => typeof value === "string");
  const phone = text("phone");
  const app = recordIn(row["raw_app_meta_data"]);
  return ok({
    id: text("id"),
    name: typeof name === "string" ? name : null,
    email: text("email"),
    isEmailVerified: text("email_confirmed_at") !== null,
    // GoTrue stores E.164 without its plus.
    phone: phone !== null && /^\d/.test(phone) ? `+${phone}` : phone,
    isPhoneVerified: text("phone_confirmed_at") !== null,
    password: text("encrypted_password") === null ? null : { text: row["encrypted_password"] ?? "" },
    isDisabled: (instantOf(row["banned_until"]) ?? 0) > now || text("deleted_at") !== null,
    registration: instantOf(row["created_at"]),
    accessedAt: instantOf(row["last_sign_in_at"]),
    prefs: without(meta, new Set([...derived, ...nameKeys])),
    claims: {
      ...without(app, derived),
      ...(booleanOf(row["is_super_admin"]) === true ? { super_admin: true } : {}),
    },
    totp,
    identities,
  });
}

const named = ({ columns, values }: SqlRow): Row =>
  Object.fromEntries((columns ?? []).map((column, index) => [column, values[index] ?? null]));

/** Reads a dump twice: the records that belong to a user may come before or after the user. */
async function* readDump({ now, side, texts }: Input): AsyncGenerator<Reading> {
  for await (const sqlRow of readSql(texts())) {
    const row = sqlRow.table === "identities" || sqlRow.table === "mfa_factors" ? named(sqlRow) : {};
    const user = row["user_id"] ?? null;
    if (user === null) continue;
    const identity = identityOf(row);
    if (sqlRow.table === "identities" && identity !== null) side.add("identity", user, JSON.stringify(identity));
    const isTotp = row["factor_type"] === "totp" && row["status"] === "verified" && orNull(row["secret"]) !== null;
    if (isTotp) side.add("totp", user, row["secret"] ?? "");
  }
  for await (const sqlRow of readSql(texts())) {
    if (sqlRow.table !== "users" || sqlRow.columns?.includes("encrypted_password") !== true) continue;
    const row = named(sqlRow);
    const id = row["id"] ?? "";
    const identities = side.list("identity", id).map((text) => v.parse(identityText, text));
    yield readUser(row, identities, side.list("totp", id)[0] ?? null, now);
  }
}

async function* readRows({ now, sample, texts }: Input): AsyncGenerator<Reading> {
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  for await (const row of readTable(texts(), separator)) yield readUser(row, [], null, now);
}

export const supabase: Source = {
  name: "supabase",
  title: "Supabase Auth: auth.users as CSV, or a dump of the schema auth",
  carries:
    "passwords, confirmed emails and phones, user metadata (prefs), app metadata (claims), banned; of a dump also TOTP secrets and Google, GitHub, Microsoft (azure) and Apple identities",
  lost: "other identities and SSO (no such provider here); passkeys; of the CSV all identities (it has no ids of them)",
  recognises: (sample) =>
    sample.header.includes("encrypted_password") || (isDump(sample) && /\bauth"?\."?\w+/.test(sample.text)),
  read: (input) => (isDump(input.sample) ? readDump(input) : readRows(input)),
};

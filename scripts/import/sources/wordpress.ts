/** WordPress: the table `wp_users` as CSV, or a dump of the database, with the roles of `wp_usermeta`. */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { readSql, type SqlRow } from "../read/sql.ts";
import { instantOf, nameOf, orNull } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

/** The columns of wp_users, for dumps that do not name them. */
const columns = [
  "ID",
  "user_login",
  "user_pass",
  "user_nicename",
  "user_email",
  "user_url",
  "user_registered",
  "user_activation_key",
  "user_status",
  "display_name",
  "spam",
  "deleted",
];
const metaColumns = ["umeta_id", "user_id", "meta_key", "meta_value"];

type Row = Readonly<Record<string, string | null>>;

const isUsers = (table: string): boolean => /^\w*users$/.test(table);
const isMeta = (table: string): boolean => /^\w*usermeta$/.test(table);

const named = ({ columns: own, values }: SqlRow, otherwise: readonly string[]): Row =>
  Object.fromEntries((own ?? otherwise).map((column, index) => [column, values[index] ?? null]));

/** The roles in PHP's serialisation: a:1:{s:13:"administrator";b:1;}. */
const rolesIn = (text: string): readonly string[] =>
  [...text.matchAll(/s:\d+:"([^"]+)";b:1/g)].map(([, role = ""]) => role);

const metaText = v.pipe(v.string(), v.parseJson(), v.tuple([v.string(), v.string()]));

/** The keys of wp_usermeta that are read: a user's names, and the roles on each site of a network. */
const kept = /^(?:first_name|last_name|\w*capabilities)$/;

function readUser(row: Row, meta: ReadonlyMap<string, string>): Reading {
  const text = (name: string): string | null => orNull(row[name]);
  const roles = [...meta].flatMap(([key, value]) => (key.endsWith("capabilities") ? rolesIn(value) : []));
  const hash = text("user_pass");
  const login = text("user_login");
  const url = text("user_url");
  return ok({
    id: text("ID"),
    name: text("display_name") ?? nameOf(meta.get("first_name"), meta.get("last_name")),
    email: text("user_email"),
    password: hash === null ? null : { text: hash, hash: "wordpress" },
    // Only networks of sites have these columns.
    isDisabled: row["spam"] === undefined ? undefined : [row["spam"], row["deleted"]].includes("1"),
    // Stored in UTC.
    registration: instantOf(row["user_registered"]),
    prefs: { ...(login === null ? {} : { username: login }), ...(url === null ? {} : { url }) },
    claims: roles.length === 0 ? {} : { roles: [...new Set(roles)] },
  });
}

/** Reads a dump twice: wp_usermeta comes before wp_users. */
async function* readDump({ side, texts }: Input): AsyncGenerator<Reading> {
  for await (const sqlRow of readSql(texts())) {
    if (!isMeta(sqlRow.table)) continue;
    const { meta_key: key, meta_value: value, user_id: user } = named(sqlRow, metaColumns);
    if (user && key && value && kept.test(key)) side.add("meta", user, JSON.stringify([key, value]));
  }
  for await (const sqlRow of readSql(texts())) {
    if (!isUsers(sqlRow.table)) continue;
    const row = named(sqlRow, columns);
    if (row["user_pass"] === undefined) continue;
    const meta = side.list("meta", row["ID"] ?? "").map((text) => v.parse(metaText, text));
    yield readUser(row, new Map(meta));
  }
}

async function* readRows({ sample, texts }: Input): AsyncGenerator<Reading> {
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  for await (const row of readTable(texts(), separator)) yield readUser(row, new Map());
}

const isCsv = (header: readonly string[]): boolean => header.includes("user_pass");

export const wordpress: Source = {
  name: "wordpress",
  title: "WordPress: wp_users as CSV, or a dump of the database",
  carries:
    "passwords of every version, names, emails, user names and URLs (prefs), registration; of a dump also roles (claims)",
  lost: "whether an email was verified (WordPress does not keep it); what plugins add, second factors included",
  recognises: ({ header, text }) =>
    isCsv(header) ||
    /INSERT INTO [`"]?\w*users[`"]?[^]*\$(?:P|wp|2y|H)\$/.test(text) ||
    /CREATE TABLE [`"]?\w*(?:users|usermeta|wp_\w+)[`"]?/.test(text),
  read: (input) => (isCsv(input.sample.header) ? readRows(input) : readDump(input)),
};

/** Any CSV with a header of Rollcall's field names. */
import * as v from "valibot";
import { fail, ok } from "../../../src/errors/result.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { booleanOf, instantOf, orNull, recordIn } from "../read/values.ts";
import { SourceError } from "../source-error.ts";
import type { Input, Reading, Source } from "../source.ts";

/** Our names of columns, each with its accepted synonyms in lower case without punctuation. */
const columns: Readonly<Record<string, readonly string[]>> = {
  $id: ["id", "userid", "uid"],
  name: ["fullname", "displayname"],
  email: ["emailaddress", "mail"],
  emailVerification: ["emailverified"],
  phone: ["phonenumber", "mobile"],
  phoneVerification: ["phoneverified"],
  password: ["passwordhash"],
  hash: ["hashformat", "passwordformat"],
  hashOptions: [],
  registration: ["createdat", "registered", "registeredat"],
  accessedAt: ["lastlogin", "lastsignin"],
  status: ["enabled", "active", "isactive"],
  labels: [],
  prefs: [],
  totp: ["totpsecret"],
};

const known = new Map(
  Object.entries(columns).flatMap(([name, others]) =>
    [name, ...others].map((spelling) => [plain(spelling), name] as const),
  ),
);

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9$]/g, "");
}

const options = v.record(v.string(), v.union([v.string(), v.number()]));

/**
 * @param renamed our name for a column of the file; "" leaves the column out
 * @returns our name of each column of the file
 * @throws SourceError for an unknown column
 */
export function columnNames(header: readonly string[], renamed: Readonly<Record<string, string>>): readonly string[] {
  return header.map((column) => {
    const wanted = renamed[column] ?? column;
    if (wanted === "" || wanted.startsWith("prefs.")) return wanted;
    const name = known.get(plain(wanted));
    if (name !== undefined) return name;
    throw new SourceError(
      `The column "${column}" is unknown. Known columns are ${Object.keys(columns).join(", ")}: say which it is with --columns "${column}=name", keep it as a preference with "${column}=prefs.${plain(column)}", or leave it out with "${column}=".`,
    );
  });
}

function readRow(row: Readonly<Record<string, string>>): Reading {
  const text = (name: string): string | null => orNull(row[name]);
  const prefs = Object.entries(row).flatMap(([name, value]) =>
    name.startsWith("prefs.") && value !== "" ? [[name.slice("prefs.".length), value] as const] : [],
  );
  const hashOptions = v.safeParse(options, recordIn(row["hashOptions"]));
  if (!hashOptions.success)
    return fail({ parameter: "hashOptions", message: "It must be a JSON object of texts and numbers.", record: row });
  const password = text("password");
  const hash = text("hash");
  const status = booleanOf(row["status"]);
  return ok({
    id: text("$id"),
    name: text("name"),
    email: text("email"),
    isEmailVerified: booleanOf(row["emailVerification"]),
    phone: text("phone"),
    isPhoneVerified: booleanOf(row["phoneVerification"]),
    password:
      password === null ? null : { text: password, options: hashOptions.output, ...(hash === null ? {} : { hash }) },
    isDisabled: status === null ? undefined : !status,
    registration: instantOf(row["registration"]),
    accessedAt: instantOf(row["accessedAt"]),
    labels: (text("labels") ?? "").split(/[\s,;|]+/).filter((label) => label !== ""),
    prefs: { ...recordIn(row["prefs"]), ...Object.fromEntries(prefs) },
    totp: text("totp"),
  });
}

async function* read({ columns: renamed, sample, texts }: Input): AsyncGenerator<Reading> {
  const names = columnNames(sample.header, renamed);
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  let isHeader = true;
  for await (const row of readTable(texts(), separator, names)) {
    if (!isHeader) yield readRow(row);
    isHeader = false;
  }
}

export const csv: Source = {
  name: "csv",
  title: "A CSV with a header of our names; --columns renames others",
  carries: "every column that it has a name for",
  lost: "nothing that is in it",
  recognises: ({ header }) =>
    header.length > 1 && header.some((column) => ["$id", "email", "phone"].includes(known.get(plain(column)) ?? "")),
  read,
};

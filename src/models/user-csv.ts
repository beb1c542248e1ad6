/** Users as records of a CSV that `npm run import -- FILE --from csv` takes. Pure. */
import * as v from "valibot";

const columns = [
  "$id",
  "name",
  "email",
  "emailVerification",
  "phone",
  "phoneVerification",
  "password",
  "hash",
  "hashOptions",
  "registration",
  "accessedAt",
  "status",
  "labels",
  "prefs",
] as const;

const hashColumns: ReadonlySet<string> = new Set(["password", "hash", "hashOptions"]);

const columnsOf = (hashes: boolean) => columns.filter((name) => hashes || !hashColumns.has(name));

const user = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

function textOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (name === "labels" && Array.isArray(value)) return value.join(" ");
  return JSON.stringify(value);
}

/** A spreadsheet turns a number into the same text anyway. */
const isPhone = (text: string): boolean => /^\+\d+$/.test(text);

/** Prevents formula injection in spreadsheets: an apostrophe marks the value as text. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !isPhone(text) ? `'${text}` : text);

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const recordOf = (texts: readonly string[]): string => `${texts.map((text) => quote(harmless(text))).join(",")}\r\n`;

/** The first record: the names of the columns. */
export const csvHeader = (hashes: boolean): string => `${columnsOf(hashes).join(",")}\r\n`;

/** @param line of an export @throws ValiError for an invalid line */
export function csvRecord(line: string, hashes: boolean): string {
  const parsed = v.parse(user, line);
  return recordOf(columnsOf(hashes).map((name) => textOf(name, parsed[name])));
}

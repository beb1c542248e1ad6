/** Values of export files. */
import * as v from "valibot";
import { fail } from "../../../src/errors/result.ts";
import type { Reading } from "../source.ts";

/** A member that may be absent, null or text. */
export const maybeText = v.nullish(v.string());

/** An id: text or a number. */
export const maybeId = v.nullish(v.union([v.string(), v.number()]));

export const maybeBoolean = v.nullish(v.boolean());

export const maybeRecord = v.nullish(v.record(v.string(), v.unknown()));

/** The value as text; null where it is absent or empty. */
export const orNull = (value: string | number | null | undefined): string | null =>
  value === undefined || value === null || value === "" ? null : String(value);

/** Parts of a name, joined. */
export const nameOf = (...parts: readonly (string | null | undefined)[]): string =>
  parts
    .map((part) => (part ?? "").trim())
    .filter((part) => part !== "")
    .join(" ");

/** Parses a boolean of an export. Null: it is absent or unknown. */
export function booleanOf(text: string | null | undefined): boolean | null {
  const word = (text ?? "").trim().toLowerCase();
  if (["true", "t", "1", "yes"].includes(word)) return true;
  return ["false", "f", "0", "no"].includes(word) ? false : null;
}

/** Whole milliseconds since the Unix epoch; null: before 1970, or no number. */
const instant = (ms: number): number | null => (Number.isFinite(ms) && ms >= 0 ? Math.trunc(ms) : null);

/**
 * Reads a date: ISO, SQL without or with a zone (`2024-01-01 00:00:00.123456+00`), RFC 1123, or the milliseconds since the
 * Unix epoch as digits. Without a zone it is UTC.
 * @returns milliseconds since the Unix epoch; null: it is not a date
 */
export function instantOf(value: string | number | null | undefined): number | null {
  if (typeof value === "number") return instant(value);
  const text = (value ?? "").trim();
  if (text === "" || text.startsWith("0000-00-00")) return null;
  if (/^\d{9,}$/.test(text)) return instant(Number(text));
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(text) ?? [];
  if (date === undefined) return instant(Date.parse(text));
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  return instant(Date.parse(`${date}T${time}${fraction.slice(0, 4)}${/^(?:z|utc)$/i.test(offset) ? "Z" : offset}`));
}

/** A JSON object in a text. Empty: there is none. */
export function recordIn(text: string | null | undefined): Readonly<Record<string, unknown>> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), text ?? "");
  return parsed.success ? parsed.output : {};
}

const json = v.pipe(v.string(), v.parseJson());

/**
 * Reads an object of JSON.
 * @param read converts the parsed object to a user
 */
export function readObject<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  read: (value: v.InferOutput<Schema>) => Reading,
): Reading {
  const parsed = v.safeParse(json, text);
  if (!parsed.success) return fail({ parameter: "record", message: "It is not JSON.", record: text });
  const checked = v.safeParse(schema, parsed.output);
  if (checked.success) return read(checked.output);
  const [issue] = checked.issues;
  const parameter = v.getDotPath(issue) ?? "record";
  return fail({ parameter, message: `${issue.message}.`, record: parsed.output });
}

/** Date texts in queries (docs/spec/queries.md#dates). Pure. */

const datetime =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:(?:[Tt]| +)(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?: *(?<offset>[Zz]|[+-]\d{2}(?::?\d{2})?))?)?$/;

/**
 * Reads a date: ISO 8601 with or without time, fraction and offset, a blank allowed instead of `T`, years 0000 to 9999.
 * Without an offset it is UTC. Digits beyond milliseconds are cut off.
 * @returns milliseconds since the epoch; null if the text is not such a date, or the day or time does not exist
 */
export function parseDatetime(text: string): number | null {
  const groups = datetime.exec(text)?.groups;
  if (groups === undefined) return null;
  const number = (name: string): number => Number(groups[name] ?? 0);

  const [year, month, day] = [number("year"), number("month"), number("day")];
  const [hour, minute, second] = [number("hour"), number("minute"), number("second")];
  const offset = offsetMinutes(groups["offset"] ?? "Z");
  if (hour > 23 || minute > 59 || second > 59 || offset === null) return null;

  const date = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const millisecond = Number((groups["fraction"] ?? "").slice(0, 3).padEnd(3, "0"));
  return date.setUTCHours(hour, minute - offset, second, millisecond);
}

function offsetMinutes(text: string): number | null {
  if (text === "Z" || text === "z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

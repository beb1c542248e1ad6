/** Comma-separated values (RFC 4180), a record at a time. */
import { type Cut, cutUnits } from "./cut.ts";

export type Separator = "," | ";" | "\t";

const separators: readonly Separator[] = [",", ";", "\t"];

/** The most frequent separator of a first line. */
export function separatorOf(line: string): Separator {
  const count = (separator: string) => line.split(separator).length;
  return separators.reduce((best, next) => (count(next) > count(best) ? next : best), ",");
}

/** @returns the index of the quote that closes a quoted field; -1: it is not closed */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function cutRecord(text: string, start: number, isLast: boolean, separator: Separator): Cut<readonly string[]> | null {
  if (start >= text.length) return null;
  const fields: string[] = [];
  let at = start;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      // A quote at the end of the text may be the first half of an escaped quote.
      if (!isLast && (close === -1 || close + 1 >= text.length)) return null;
      const end = close === -1 ? text.length : close;
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = Math.min(end + 1, text.length);
    }
    const begin = at;
    while (at < text.length && text[at] !== separator && text[at] !== "\n") at += 1;
    if (at >= text.length && !isLast) return null;
    const isRecordEnd = at >= text.length || text[at] === "\n";
    const end = isRecordEnd && text[at - 1] === "\r" && at > begin ? at - 1 : at;
    fields.push(field + text.slice(begin, end));
    at += 1;
    if (isRecordEnd) return fields.length === 1 && fields[0] === "" ? { end: at } : { unit: fields, end: at };
  }
}

/** @returns the fields of each record, the header's included; empty lines are left out */
export const readCsv = (texts: AsyncIterable<string>, separator: Separator): AsyncGenerator<readonly string[]> =>
  cutUnits(texts, (text, from, isLast) => cutRecord(text, from, isLast, separator));

/**
 * Reads records by the names of a header.
 * @param header null: the first record is the header
 * @returns each record by its header's names; fields beyond the header are left out, missing ones are empty
 */
export async function* readTable(
  texts: AsyncIterable<string>,
  separator: Separator,
  header: readonly string[] | null = null,
): AsyncGenerator<Readonly<Record<string, string>>> {
  let names = header;
  for await (const fields of readCsv(texts, separator)) {
    if (names === null) names = fields.map((name) => name.trim());
    else yield Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ""]));
  }
}

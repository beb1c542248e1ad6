/** Rows as D1 gives them, read column by column. */

export type Row = Readonly<Record<string, unknown>>;

/** What a column holds was not written by us. Errors are logged, so what it holds is not quoted. */
const unreadable = (column: string): Error => new Error(`The column ${column} holds what was never written to it.`);

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw unreadable(column);
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw unreadable(column);
  return value;
}

/** 0 or 1. */
export const boolean = (row: Row, column: string): boolean => integer(row, column) === 1;

/** What `read` reads; null where the column holds null. */
export const orNull = <T>(read: (row: Row, column: string) => T, row: Row, column: string): T | null =>
  row[column] === null ? null : read(row, column);

/** A column of JSON, if it holds what `isValid` takes. */
export function json<T>(row: Row, column: string, isValid: (value: unknown) => value is T): T {
  const value: unknown = parse(text(row, column), column);
  if (!isValid(value)) throw unreadable(column);
  return value;
}

function parse(text: string, column: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(column);
  }
}

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === "string");

export const isRecord = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isRecords = (value: unknown): value is readonly Row[] => Array.isArray(value) && value.every(isRecord);

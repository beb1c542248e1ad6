/** Rows of D1; readers describe their columns (reader.ts). */

export type Row = Readonly<Record<string, unknown>>;

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === "string");

export const isRecord = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isRecords = (value: unknown): value is readonly Row[] => Array.isArray(value) && value.every(isRecord);

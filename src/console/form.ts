/** The values of a form that a browser has sent. Pure. */
import type { Form } from "./page.ts";

const texts = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).filter((item) => typeof item === "string");
};

/** @param fields as http/body.ts reads them */
export const toForm = (fields: Readonly<Record<string, unknown>>): Form => ({
  get: (name) => texts(Object.hasOwn(fields, name) ? fields[name] : "").at(-1) ?? "",
  has: (name) => Object.hasOwn(fields, name),
  all: (name) => texts(Object.hasOwn(fields, name) ? fields[name] : []),
});

/** The lines or comma-separated parts of a text, without blanks. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

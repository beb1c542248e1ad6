/** The objects of a JSON file, one at a time: of a list, of a list inside one object, or one per line (NDJSON). */
import { SourceError } from "../source-error.ts";
import { type Cut, cutUnits } from "./cut.ts";

/** The characters allowed between two values. */
const filler = /[\s,]*/y;

function skipFiller(text: string, from: number): number {
  filler.lastIndex = from;
  return from + (filler.exec(text)?.[0].length ?? 0);
}

/** @returns where a string ends; -1: it is not complete */
function endOfString(text: string, from: number): number {
  for (let close = text.indexOf('"', from + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let backslashes = 0;
    while (text[close - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return close + 1;
  }
  return -1;
}

/** @returns where an object or a list ends; -1: it is not complete */
function endOfNested(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    switch (text[at]) {
      case '"': {
        at = endOfString(text, at);
        if (at === -1) return -1;
        continue;
      }
      case "{":
      case "[":
        depth += 1;
        break;
      case "}":
      case "]":
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
      default:
    }
    at += 1;
  }
  return -1;
}

/** Finds a list among the members of an object. @returns where its first element begins; -1: more text is needed; null: there is none */
function startOfList(text: string, from: number, names: ReadonlySet<string>): number | null {
  let at = skipFiller(text, from + 1);
  while (at < text.length && text[at] === '"') {
    const end = endOfString(text, at);
    if (end === -1) return -1;
    const name: unknown = JSON.parse(text.slice(at, end));
    const value = skipFiller(text, skipFiller(text, end) + 1);
    if (value >= text.length) return -1;
    const isNested = text[value] === "{" || text[value] === "[";
    if (text[value] === "[" && typeof name === "string" && names.has(name)) return value + 1;
    const after = isNested ? endOfNested(text, value) : endOfScalar(text, value);
    if (after === -1) return -1;
    at = skipFiller(text, after);
  }
  return at < text.length ? null : -1;
}

function endOfScalar(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  let at = from;
  while (at < text.length && !",}]\n".includes(text[at] ?? "")) at += 1;
  return at < text.length ? at : -1;
}

/**
 * @param listNames members of an outer object that hold the list, such as `users`
 * @returns the text of each object
 * @throws SourceError where the file has anything but objects, or ends inside of one
 */
export async function* readJson(texts: AsyncIterable<string>, listNames: readonly string[]): AsyncGenerator<string> {
  const names = new Set(listNames);
  let place: "start" | "list" | "lines" | "end" = "start";

  function cutObject(text: string, from: number, isLast: boolean): Cut<string> | null {
    const at = skipFiller(text, from);
    if (place === "end" || at >= text.length) return null;
    const first = text[at];
    if (place === "start" && first === "[") {
      place = "list";
      return { end: at + 1 };
    }
    if (place === "list" && first === "]") {
      place = "end";
      return { end: text.length };
    }
    if (first !== "{")
      throw new SourceError(
        `The file is not JSON of users: it has "${text.slice(at, at + 20)}" where an object must begin.`,
      );
    if (place === "start") {
      const list = startOfList(text, at, names);
      if (list === -1 && !isLast) return null;
      place = list === null || list === -1 ? "lines" : "list";
      if (place === "list") return { end: list ?? at };
    }
    const end = endOfNested(text, at);
    if (end !== -1) return { unit: text.slice(at, end), end };
    if (isLast) throw new SourceError("The file ends in the middle of an object of JSON.");
    return null;
  }

  yield* cutUnits(texts, cutObject);
}

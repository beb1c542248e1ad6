/** Reads the beginning of a file, to recognise its source. */
import { readCsv, separatorOf } from "./read/csv.ts";
import { readText } from "./read/text.ts";
import type { Sample } from "./source.ts";

const charactersMax = 64 * 1024;

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

export async function readSample(path: string): Promise<Sample> {
  let text = "";
  for await (const piece of readText(path)) {
    text += piece;
    if (text.length >= charactersMax) break;
  }
  text = text.slice(0, charactersMax);
  const [line = ""] = text.split(/\r?\n/, 1);
  // JSON and SQL have no header.
  if (/^\s*(?:[{[]|--|\/\*|[A-Z]+ [A-Z]+ )/.test(text)) return { text, header: [] };
  for await (const header of readCsv(once(`${line}\n`), separatorOf(line))) {
    return { text, header: header.map((name) => name.trim()) };
  }
  return { text, header: [] };
}

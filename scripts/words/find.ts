/**
 * Finds words that the project's English does without (scripts/words/list.ts), in comments, strings, JSX and Markdown. Pure;
 * scripts/check-words.ts reads the files.
 */
import { anywhere, heads, type Refused } from "./list.ts";

/** A refused word where it stands. */
export interface Offence {
  /** From 1. */
  readonly line: number;
  readonly word: string;
  readonly instead: string;
}

/** Prose of one kind, from one line of a file. */
interface Passage {
  readonly line: number;
  readonly text: string;
  /** Whether the text begins here: the line above does not lead into it. */
  readonly begins: boolean;
}

const compile = (refused: readonly Refused[], wrap: (pattern: string) => RegExp) =>
  refused.map(({ instead, pattern }) => ({ instead, pattern: wrap(pattern) }));

/** At the start of a passage, behind a tag of JSDoc, or behind the end of a sentence. */
const sentence = String.raw`(?:@returns |@throws |@param \S+ (?:\S+ )?|[.!?:;] |[.!?]\) )`;
const headsInside = compile(heads, (pattern) => new RegExp(String.raw`(?:${sentence})(${pattern}) (?![^.!]*\?)`, "g"));
const headsAtStart = compile(heads, (pattern) => new RegExp(String.raw`^(${pattern}) (?![^.!]*\?)`, "g"));
const words = compile(anywhere, (pattern) => new RegExp(String.raw`(?<![\w/.-])(${pattern})(?![\w/-])`, "gi"));

const comment = /(?:^\s*(?:\/\*\*?|\*(?!\/)|\/\/)|\s\/\/\s|\s\/\*\*?\s)(.*?)(?:\*\/.*)?$/;
const string = /(["`])((?:(?!\1)[^\\]|\\.)*)\1/g;
const markup = /(?:^\s*|>)([A-Z][^<>{}]*)/g;

const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, "code");

/** Comments and strings. A comment goes on in the next line, unless that one is blank or begins with a tag. */
function passagesOfCode(text: string, isMarkup: boolean): readonly Passage[] {
  let isInside = false;
  return text.split("\n").flatMap((code, index): Passage[] => {
    const line = index + 1;
    const said = comment.exec(code);
    const prose = (said?.[1] ?? "").trim();
    const begins = !isInside;
    isInside = said !== null && prose !== "" && !code.includes("*/");
    if (said !== null && /^\s*(?:\/\*|\*|\/\/)/.test(code)) return [{ line, text: withoutCode(prose), begins }];
    const rest = said === null ? code : code.slice(0, said.index);
    const strings = [...rest.matchAll(string)]
      .map(([, , written = ""]) => written)
      .filter((each) => each.includes(" "));
    const shown = isMarkup ? [...rest.matchAll(markup)].map(([, written = ""]) => written) : [];
    isInside = false;
    return [...strings, ...shown, prose].map((each) => ({ line, text: withoutCode(each), begins: true }));
  });
}

/** The lines of a document outside of code blocks. Questions are good headings, so that heads are for code alone. */
function passagesOfMarkdown(text: string): readonly Passage[] {
  let isCode = false;
  return text.split("\n").flatMap((line, index): Passage[] => {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    return isCode ? [] : [{ line: index + 1, text: withoutCode(line), begins: false }];
  });
}

/** @returns the refused words of a file, by its lines */
export function findWords(path: string, text: string): readonly Offence[] {
  const isMarkdown = path.endsWith(".md");
  const passages = isMarkdown ? passagesOfMarkdown(text) : passagesOfCode(text, path.endsWith(".tsx"));
  return passages.flatMap(({ begins, line, text: prose }) => {
    const looked = [...words, ...(isMarkdown ? [] : headsInside), ...(begins ? headsAtStart : [])];
    return looked.flatMap(({ instead, pattern }) =>
      [...prose.matchAll(pattern)].map(([, word = ""]) => ({ line, word, instead })),
    );
  });
}

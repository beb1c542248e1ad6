/**
 * Finds the words that scripts/words/list.ts refuses: in comments, strings, JSX and Markdown.
 * Pure; scripts/check-words.ts reads the files.
 */
import { anywhere, exceptions, heads, type Refused } from "./list.ts";

/** A refused word where it stands. */
export interface Offence {
  /** From 1. */
  readonly line: number;
  readonly word: string;
  readonly instead: string;
}

/** Prose in one line of a file. */
interface Passage {
  readonly line: number;
  readonly text: string;
  /** Whether the text begins here, rather than in the line above. */
  readonly begins: boolean;
}

/** The end of a sentence, or a tag of JSDoc, ahead of the next sentence. */
const sentence = String.raw`(?<=(?:@returns|@throws|@param \S+|[.!?:;]|[.!?]\)) )`;

/** A sentence that ends with a question mark. */
const question = "(?![^.!]*[?])";

interface Pattern {
  readonly instead: string;
  readonly inside: RegExp;
  /** At the start of a text only. */
  readonly first: RegExp | null;
}

const compile = (refused: readonly Refused[], patternsOf: (word: string) => Omit<Pattern, "instead">) =>
  refused.flatMap(({ instead, words }) => words.map((word): Pattern => ({ instead, ...patternsOf(word) })));

const headPatterns = compile(heads, (word) => ({
  inside: new RegExp(`${sentence}${word}(?:'s)? ${question}`, "g"),
  first: new RegExp(`^${word}(?:'s)? ${question}`, "g"),
}));

const wordPatterns = compile(anywhere, (word) => ({
  inside: new RegExp(String.raw`(?<![\w/.-])${word}(?:'s)?(?![\w/-])`, "gi"),
  first: null,
}));

const comment = /(?:^\s*(?:\/\*\*?|\*(?!\/)|\/\/)|\s\/\/\s|\s\/\*\*?\s)(.*?)(?:\*\/.*)?$/;
const string = /(["`])((?:(?!\1)[^\\]|\\.)*)\1/g;
const markup = /(?:^\s*|>)([A-Z][^<>{}]*)/g;

/** A call that takes the title of a test, also behind the table of `each`. */
const titled = /\b(?:test|it|describe)(?:\.\w+)*\(|\](?: as const)?\)\(/;

/** Titles of tests begin in lower case. */
const capitalised = (title: string): string => title.charAt(0).toUpperCase() + title.slice(1);

const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, "code");

/** The comments and strings of a file. A comment continues in its next line, except behind a blank one. */
function passagesOfCode(text: string, isMarkup: boolean): readonly Passage[] {
  let isInside = false;
  return text.split("\n").flatMap((code, index): Passage[] => {
    const line = index + 1;
    const said = comment.exec(code);
    const prose = (said?.[1] ?? "").trim();
    if (/^\s*(?:\/\*|\*|\/\/)/.test(code)) {
      const begins = !isInside;
      isInside = prose !== "" && !code.includes("*/");
      return [{ line, text: withoutCode(prose), begins }];
    }
    isInside = false;
    const rest = said === null ? code : code.slice(0, said.index);
    const strings = [...rest.matchAll(string)]
      .map(([, , written = ""]) => (titled.test(rest) ? capitalised(written) : written))
      .filter((each) => each.includes(" "));
    const shown = isMarkup ? [...rest.matchAll(markup)].map(([, written = ""]) => written) : [];
    return [...strings, ...shown, prose].map((each) => ({ line, text: withoutCode(each), begins: true }));
  });
}

/** The lines of a document outside of code blocks. Their beginnings are free: a heading may be "What it costs". */
function passagesOfMarkdown(text: string): readonly Passage[] {
  let isCode = false;
  return text.split("\n").flatMap((line, index): Passage[] => {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    return isCode ? [] : [{ line: index + 1, text: withoutCode(line), begins: false }];
  });
}

/** @returns the refused words of a file, by its lines; none for a file of another kind, and for an exception */
export function findWords(path: string, text: string): readonly Offence[] {
  if (!/\.(?:[jt]sx?|md)$/.test(path) || exceptions.has(path)) return [];
  const isMarkdown = path.endsWith(".md");
  const passages = isMarkdown ? passagesOfMarkdown(text) : passagesOfCode(text, path.endsWith(".tsx"));
  const patterns = isMarkdown ? wordPatterns : [...headPatterns, ...wordPatterns];
  return passages.flatMap(({ begins, line, text: prose }) =>
    patterns.flatMap(({ first, inside, instead }) =>
      [inside, ...(begins && first !== null ? [first] : [])].flatMap((pattern) =>
        [...prose.matchAll(pattern)].map(([word]) => ({ line, word: word.trim(), instead })),
      ),
    ),
  );
}

/** The check of words (scripts/words/find.ts), on each word of its list. */
import { describe, expect, test } from "vitest";
import { findWords } from "../../scripts/words/find.ts";
import { anywhere, exceptions, heads } from "../../scripts/words/list.ts";

// Assembled here, so that the check of references does not read it as a page.
const [page, extension] = ["docs/a", "md"];
const document = `${page}.${extension}`;

const wordsOf = (rows: typeof heads): readonly string[] => rows.flatMap(({ words }) => words);

/** The words that the check finds, with their lines. */
const found = (path: string, text: string): readonly string[] =>
  findWords(path, text).map(({ line, word }) => `${line}: ${word}`);

describe.each(wordsOf(heads))("%s", (word) => {
  test("is refused at the start of a comment, a sentence, a tag, a text and a title", () => {
    const lines = [
      `/** ${word} is paid for. */`,
      `// ${word} is paid for.`,
      `const a = 1; // ${word} is paid for.`,
      `/** The price. ${word} is paid for. */`,
      `/** @returns ${word} is paid for */`,
      `/** @param price ${word} is paid for */`,
      `throw new Error("${word} is paid for.");`,
      `test("${word} is paid for", () => undefined);`,
      `describe("${word.toLowerCase()} is paid for", () => undefined);`,
      `/**\n * ${word} is paid for.\n */`,
    ];
    for (const line of lines) expect({ line, found: found("src/a.ts", line).length }).toEqual({ line, found: 1 });
    expect(found("src/a.tsx", `<p>${word} is paid for.</p>`)).toEqual([`1: ${word}`]);
  });

  test("is accepted within a sentence, in a question and in code", () => {
    const lower = word.toLowerCase();
    const lines = [
      `/** The price, ${lower} is paid for. */`,
      `/**\n * The price\n * ${word} is paid for.\n */`,
      `ask("${word} is it?");`,
      `const ${word.replaceAll(" ", "")} = 1;`,
    ];
    for (const line of lines) expect({ line, found: found("src/a.ts", line) }).toEqual({ line, found: [] });
    expect(found(document, `## ${word} is paid for`)).toEqual([]);
  });
});

describe.each(wordsOf(anywhere))("%s", (word) => {
  test("is refused in a comment, a text, a title, a page and a document", () => {
    const upper = word.toUpperCase();
    expect(found("src/a.ts", `/**\n * The price\n * ${word} pays.\n */`)).toEqual([`3: ${word}`]);
    expect(found("src/a.ts", `throw new Error("The price ${word} pays.");`)).toEqual([`1: ${word}`]);
    expect(found("src/a.ts", `test(\`the price ${upper}'s\`, () => undefined);`)).toEqual([`1: ${upper}'s`]);
    expect(found("src/a.tsx", `<p>The price ${word}</p>`)).toEqual([`1: ${word}`]);
    expect(found(document, `# Prices\n| The price ${word} |`)).toEqual([`2: ${word}`]);
  });

  test("is accepted in code, in an address and as a part of a word", () => {
    const joined = word.replaceAll(" ", "");
    expect(found("src/a.ts", `const ${joined} = call("/${joined}/a b");`)).toEqual([]);
    expect(found("src/a.ts", `/** The ${joined}ly price, and \`${joined}\`. */`)).toEqual([]);
    expect(found(document, `\`\`\`sh\necho ${word}\n\`\`\``)).toEqual([]);
    expect(found("docs/a.json", `"${word} pays"`)).toEqual([]);
  });
});

test("leaves out the exceptions alone", () => {
  const [word = ""] = wordsOf(anywhere);
  for (const path of exceptions.keys()) expect(found(path, `// The price ${word}`)).toEqual([]);
});

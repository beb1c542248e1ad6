/** The check of references (scripts/references/find.ts) on a small repository. */
import { describe, expect, test } from "vitest";
import { findOffences } from "../../scripts/references/find.ts";

// Names are assembled here, so that the check of this repository does not read them as references.
const [extension, home] = ["md", "/home"];
const md = (name: string): string => `${name}.${extension}`;

const [guide, near, overview, absent] = [md("docs/guide"), md("near"), md("README"), md("docs/absent")];

const tree: Readonly<Record<string, string>> = {
  [overview]: "# Overview\n",
  [guide]: "# Guide\n## First steps\n## First steps\n",
  [`docs/${near}`]: "# Near\n",
  "src/app.ts": "",
  "src/queries/parse.ts": "",
  "docs/picture.png": "",
  "test/app.test.ts": `describe("a page", () => {
  test("is served", () => undefined);
  test.each([["x", 1]])(
    "of %s is kept",
    () => undefined,
  );
  test.skip("is signed", () => undefined);
  // test("is sealed", () => undefined);
});`,
};

/** The form in which a document names a test. */
const testNamed = (title: string): string => `\`test/app.test.ts\`: "${title}"`;

/** The problems of one more file, with their lines. */
const problemsIn = (path: string, text: string): readonly string[] => {
  const texts = new Map(Object.entries({ ...tree, [path]: text }));
  return findOffences(texts, texts.keys()).map(({ line, problem }) => `${line}: ${problem}`);
};

describe("accepts", () => {
  test.each([
    ["a document in a comment", "src/a.ts", `/** As ${guide} says. */`],
    ["a section of a document", "src/a.ts", `// ${guide}#first-steps-1`],
    ["a document in a string", "src/a.ts", `const page = "${guide}#guide";`],
    ["several documents in braces", "src/a.ts", `// ${md("docs/{guide,near}")}`],
    ["a placeholder in a name", "src/a.ts", "// `src/queries/create-<name>-query.ts`"],
    ["a file, a folder and a pattern", "src/a.ts", "// src/app.ts, src/queries/ and src/queries/*.test.ts."],
    ["files in braces", md("docs/a"), "The entry is `src/{app,queries/parse}.ts`."],
    ["a file that code makes", "src/a.ts", 'write("src/made.ts"); write("made.md");'],
    ["an import", "src/queries/a.ts", 'import { app } from "../app.ts";'],
    ["a link, with and without a section", md("docs/a"), `[near](${near}) [steps](${md("guide")}#first-steps)`],
    ["a link to a section of its own page", md("docs/a"), "# Some page\n[up](#some-page)"],
    ["a link to a file, a folder and a picture", md("docs/a"), "[a](../src/app.ts) [b](../src) ![c](picture.png)"],
    ["a name beside its page", md("docs/a"), `As ${near} says.`],
    [
      "addresses elsewhere",
      md("docs/a"),
      `[a](https://example.com/${absent}) <mailto:a@b.example> https://x.example/src/a`,
    ],
    [
      "a test, with and without its group",
      md("docs/a"),
      `${testNamed("is served")} ${testNamed("a page > of %s is kept")}`,
    ],
    ["a path within another repository", "src/a.ts", "// upstream's packages/src/absent.ts"],
    ["a route that looks like a folder", "src/a.ts", 'call("GET", "/v1/users/tmp/work"); // /users/home/x'],
  ])("%s", (_, path, text) => {
    expect(problemsIn(path, text)).toEqual([]);
  });
});

describe("refuses", () => {
  test.each([
    ["a document that is gone, in a comment", "src/a.ts", `\n/** ${absent} */`, `2: ${absent} does not exist`],
    ["the same in a string", "src/a.ts", `test("as ${absent} has it");`, `1: ${absent} does not exist`],
    ["a folder that is not ours", "src/a.ts", `// ${md("spec/wire")} 4.1`, `1: ${md("spec/wire")} does not exist`],
    ["a name without a folder", "src/a.ts", `// (${md("design")} 3)`, `1: ${md("design")} does not exist`],
    ["the same in a title", "src/a.ts", `test("is so (${md("design")} 3)");`, `1: ${md("design")} does not exist`],
    ["one of several", "src/a.ts", `// ${md("docs/{guide,absent}")}`, `1: ${absent} does not exist`],
    ["a section that is gone", "src/a.ts", `// ${guide}#last-steps`, `1: ${guide} has no section #last-steps`],
    ["a file that is gone", "src/a.ts", " * src/absent.ts", "1: src/absent.ts does not exist"],
    ["the same in another language", "a.toml", "x = 1 # src/absent.ts", "1: src/absent.ts does not exist"],
    ["the same in a document", md("docs/a"), "See `src/absent/`.", "1: src/absent does not exist"],
    [
      "a placeholder in a folder that is gone",
      "src/a.ts",
      "// `src/absent/create-<name>.ts`",
      "1: src/absent/create-<name>.ts does not exist",
    ],
    ["a pattern in a folder that is gone", "src/a.ts", "// src/absent/*.ts", "1: src/absent/*.ts does not exist"],
    ["a link to nothing", md("docs/a"), `[x](${md("absent")})`, `1: ${md("absent")} does not exist`],
    ["a link to no section", md("docs/a"), `[x](${near}#far)`, `1: ${near} has no section #far`],
    ["a link to no section of its own", md("docs/a"), "[x](#far)", `1: ${md("docs/a")} has no section #far`],
    [
      "a link from the root",
      md("docs/a"),
      "[x](/src/app.ts)",
      "1: /src/app.ts is absolute; a link is relative to its file",
    ],
    ["a link out of the repository", md("docs/a"), "[x](../../y)", "1: ../../y is outside of the repository"],
    ["a mention out of it", "src/a.ts", "// in ../../y/z", "1: ../../y/z is outside of the repository"],
    ["an import out of it", "src/a.ts", 'from "../../y.ts";', "1: ../../y.ts is outside of the repository"],
    [
      "a joined path out of it",
      "src/a.ts",
      'join(import.meta.dirname, "../../y");',
      "1: ../../y is outside of the repository",
    ],
    ["a mention of nothing nearby", "src/a.ts", "// in ../y", "1: ../y does not exist"],
    ...["is shown", "a list > is served", "a page > is shown", "is signed", "is sealed"].map((title) => [
      `no test of the file: ${title}`,
      md("docs/a"),
      `As ${testNamed(title)} shows.`,
      `1: test/app.test.ts has no test "${title}"`,
    ]),
    [
      "a test of a file that is gone",
      md("docs/a"),
      '`test/absent.test.ts`: "is served"',
      "1: test/absent.test.ts does not exist",
    ],
    ["a folder of one machine", "src/a.ts", `open("${home}/ada/x");`, `1: ${home}/ada is a path of one machine`],
  ])("%s", (_, path, text, problem) => {
    expect(problemsIn(path, text)).toEqual([problem]);
  });

  test("every broken reference of a file, in the order of its lines", () => {
    const text = `src/absent.ts\n[x](${md("absent")})\n${md("design")}\n`;
    expect(problemsIn(md("docs/a"), text)).toEqual([
      "1: src/absent.ts does not exist",
      `2: ${md("absent")} does not exist`,
      `3: ${md("design")} does not exist`,
    ]);
  });
});

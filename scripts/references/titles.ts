/** Titles of tests, in their sources and in documents that refer to them. Pure. */

/** A test that a document names: `test/cases.test.ts`: "Every operation has a case file". */
export interface NamedTest {
  readonly path: string;
  /** Its title, or the titles of its groups and its own, from the outside: "a token > is good once". */
  readonly title: string;
}

const named = /`((?:src|test)\/[\w./-]+\.test\.ts)`: "([^"]+)"/g;

/** The tests that a line of Markdown names. */
export const testsNamedIn = (line: string): readonly NamedTest[] =>
  [...line.matchAll(named)].map(([, path = "", title = ""]) => ({ path, title }));

/** The title of a call of test, it, describe or the function that `each` returns; not of `skip` and `todo`. */
const declared =
  /(?:\b(?:test|it|describe)(?:\.(?:sequential|concurrent))?|\))\(\s*(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`|'((?:[^'\\\n]|\\.)*)')\s*,/g;

const commentLine = /^\s*(?:\/\/|\*).*$/gm;

/** The titles in the source of a test file, of groups too, as they are written: with `%s` and `$name`. */
function titlesOf(source: string): ReadonlySet<string> {
  const matches = source.replaceAll(commentLine, "").matchAll(declared);
  return new Set([...matches].map(([, double, template, single]) => double ?? template ?? single ?? ""));
}

/** @returns whether the source has every title of the path that leads to the test */
export function hasTest(source: string, title: string): boolean {
  const titles = titlesOf(source);
  return title.split(" > ").every((part) => titles.has(part));
}

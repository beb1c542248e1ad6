/** The tables in docs/storage.md: one `### table` each. Pure. */
export interface Description {
  readonly name: string;
  /** In the words of tables.ts. */
  readonly facts: readonly string[];
  readonly isClustered: boolean;
  /** Files that write the table; undefined where the section does not say. */
  readonly writers: readonly string[] | undefined;
}

const columnRow = /^\| (`\w+`) +\| ([^|]+?) +\|/;
const factLine = /^- (`\w+`(?:, unique)?: `[^`]+`|`\w+` refers to `[\w.]+`, on delete [a-z ]*[a-z])/;

/** The facts a line states: none, or one. */
function factsOf(line: string): string[] {
  const [, column, type] = columnRow.exec(line) ?? [];
  if (column !== undefined && type !== undefined) return [`${column}: ${type}`];
  const [, fact] = factLine.exec(line) ?? [];
  return fact === undefined ? [] : [fact];
}

/** The files in a "Written by" line. */
function writersOf(section: string): readonly string[] | undefined {
  const line = /^Written by .*$/m.exec(section)?.[0];
  return line === undefined ? undefined : pathsOf(line);
}

/** Files of the source that a text names, in order. */
export const pathsOf = (text: string): readonly string[] =>
  [...text.matchAll(/`(src\/[\w./-]+)`/g)].flatMap(([, path]) => path ?? []);

/** @param markdown the whole document */
export function readDescriptions(markdown: string): readonly Description[] {
  return markdown.split(/^#{1,3} /m).flatMap((section) => {
    const name = /^([a-z0-9_]+)\n/.exec(section)?.[1];
    if (name === undefined) return [];
    const isClustered = section.includes("WITHOUT ROWID");
    return [{ name, facts: section.split("\n").flatMap(factsOf), isClustered, writers: writersOf(section) }];
  });
}

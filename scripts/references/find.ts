/**
 * Finds references that lead nowhere: to a document, a section, a file or a test that the repository does not have, or to a
 * path outside of it. Pure; scripts/check-references.ts reads the files.
 */
import { anchorsOf, linksOf, withoutLinks } from "./markdown.ts";
import { expand, fixedPartOf, resolve, withFolders } from "./paths.ts";
import { hasTest, testsNamedIn } from "./titles.ts";

/** A broken reference. */
export interface Offence {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** Ahead of a path: it must not be the end of a longer path or of a URL. */
const start = String.raw`(?<![\w./@:$}-])`;

const name = String.raw`(?:[\w.-]|\{[\w.,-]*\})+`;

/** A Markdown file in a folder, with or without a section. */
const documents = new RegExp(String.raw`${start}(${name}(?:/${name})+\.md)(?:#([\w-]+))?\b`, "g");

/** A Markdown file by its name alone. In quotation marks it is a file that code makes. */
const bareDocuments = new RegExp(String.raw`(?<!")${start}(${name}\.md)(?:#([\w-]+))?\b`, "g");

/** Any other file or folder of ours, from the root. */
const files = new RegExp(
  String.raw`${start}((?:src|test|scripts|docs|bench|drizzle)/(?:[\w./*-]|<\w+>|\{[\w.,/-]*\})+)`,
  "g",
);

/** A path from the folder of the file that mentions it. */
const upward = new RegExp(String.raw`${start}((?:\.\./)+[\w./-]+)`, "g");

/** The same in code: imported from, or joined to the module's folder. */
const joined = /(?:\bfrom |\bimport\(|import\.meta\.dirname, |new URL\()"((?:\.\.\/)+[^"]*)"/g;

/** A folder of one machine. */
const absolute = /(?<![\w./:{}<>~-])\/(?:home|root|tmp|work|Users|mnt|private|var)\/[\w.-]+/g;

const slashComment = /(?:^\s*(?:\/\*\*?|\*|\/\/)|\s\/\/\s|\s\/\*\*?\s)(.*)$/;
const hashComment = /(?:^|\s)#(.*)$/;

/** The comment in a line of code, by the language of its file; "" where there is none. */
function commentIn(path: string, line: string): string {
  if (/\.(?:[jt]sx?|jsonc)$/.test(path)) return slashComment.exec(line)?.[1] ?? "";
  if (/\.(?:toml|ya?ml|sh)$|(?:^|\/)\.\w+$/.test(path)) return hashComment.exec(line)?.[1] ?? "";
  return "";
}

/** The first group of each match. */
const matchesOf = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, written = ""]) => written);

/**
 * Finds broken references. A document counts wherever it is mentioned; other files count in Markdown and in comments, because
 * code names many that it makes.
 *
 * @param texts the texts of the repository, by path from its root
 * @param paths every file, also those that are no text
 */
export function findOffences(texts: ReadonlyMap<string, string>, paths: Iterable<string>): readonly Offence[] {
  const known = withFolders(paths);
  const anchors = new Map<string, ReadonlySet<string>>();

  function hasAnchor(path: string, anchor: string): boolean {
    const found = anchors.get(path) ?? anchorsOf(texts.get(path) ?? "");
    anchors.set(path, found);
    return found.has(anchor);
  }

  /** @param target from the root; null: outside of the repository */
  function problemsOf(target: string | null, written: string, anchor?: string): readonly string[] {
    if (target === null) return [`${written} is outside of the repository`];
    if (!known.has(target)) return [`${written} does not exist`];
    if (anchor === undefined || !target.endsWith(".md") || hasAnchor(target, anchor)) return [];
    return [`${written} has no section #${anchor}`];
  }

  function problemsOfLink(path: string, target: string): readonly string[] {
    if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target)) return [];
    const [file = "", anchor] = target.split("#");
    if (file.startsWith("/")) return [`${file} is absolute; a link is relative to its file`];
    return file === "" ? problemsOf(path, path, anchor) : problemsOf(resolve(path, file), file, anchor);
  }

  /** A document is named from the root, or from the folder of the file. */
  function problemsOfDocuments(path: string, text: string, pattern: RegExp): readonly string[] {
    return [...text.matchAll(pattern)].flatMap(([, written = "", anchor]) =>
      expand(written).flatMap((each) => {
        const near = resolve(path, each);
        return problemsOf(near !== null && known.has(near) ? near : resolve("", each), each, anchor);
      }),
    );
  }

  /** Tests that a line names and their files lack. A missing file is reported elsewhere. */
  const problemsOfTests = (line: string): readonly string[] =>
    testsNamedIn(line)
      .filter(({ path, title }) => known.has(path) && !hasTest(texts.get(path) ?? "", title))
      .map(({ path, title }) => `${path} has no test "${title}"`);

  function problemsOfLine(path: string, line: string): readonly string[] {
    const isMarkdown = path.endsWith(".md");
    const text = isMarkdown ? withoutLinks(line) : line;
    const prose = isMarkdown ? text : commentIn(path, line);
    const mentioned = matchesOf(prose, files)
      .flatMap((written) => expand(written.replace(/[./-]+$/, "")))
      .filter((written) => !written.endsWith(".md"));
    return [
      ...problemsOfDocuments(path, text, documents),
      ...problemsOfDocuments(path, text, bareDocuments),
      ...(isMarkdown ? problemsOfTests(line) : []),
      ...mentioned.flatMap((written) => problemsOf(fixedPartOf(written), written)),
      ...matchesOf(prose, upward)
        .filter((written) => !written.endsWith(".md"))
        .flatMap((written) => problemsOf(resolve(path, written.replace(/[./-]+$/, "")), written)),
      ...(isMarkdown ? [] : matchesOf(line, joined))
        .filter((written) => resolve(path, written) === null)
        .map((written) => `${written} is outside of the repository`),
      ...[...text.matchAll(absolute)].map(([written]) => `${written} is a path of one machine`),
    ];
  }

  return [...texts].flatMap(([path, text]) => {
    const links = path.endsWith(".md") ? linksOf(text) : [];
    const offences = [
      ...links.flatMap(({ line, target }) => problemsOfLink(path, target).map((problem) => ({ path, line, problem }))),
      ...text
        .split("\n")
        .flatMap((line, index) => problemsOfLine(path, line).map((problem) => ({ path, line: index + 1, problem }))),
    ];
    return offences.toSorted((a, b) => a.line - b.line);
  });
}

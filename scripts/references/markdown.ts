/** Headings and links of Markdown, as GitHub renders them. Pure. */

/** A line with its number, from 1. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/** A link's target as it is written. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

const fence = /^\s*(?:```|~~~)/;

/** The lines outside of code blocks. */
function proseOf(markdown: string): readonly Line[] {
  let isCode = false;
  return markdown.split("\n").flatMap((text, index) => {
    if (fence.test(text)) {
      isCode = !isCode;
      return [];
    }
    return isCode ? [] : [{ number: index + 1, text }];
  });
}

const inlineLink = /\[([^\]]*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)(?:\s+"[^"]*")?\)/g;
const linkDefinition = /^\s{0,3}\[[^\]]+\]:\s+(\S+)/;

/** GitHub's anchor of a heading whose text no earlier heading has. */
export function slugOf(heading: string): string {
  return heading
    .replaceAll(inlineLink, "$1")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

/** The anchors of a document. A heading whose anchor is taken gets the next free number. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { text } of proseOf(markdown)) {
    const heading = /^#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links of a document, outside of code. */
export function linksOf(markdown: string): readonly Link[] {
  return proseOf(markdown).flatMap(({ number, text }) => {
    const prose = text.replaceAll(/`[^`]*`/g, "code");
    const defined = linkDefinition.exec(prose)?.[1];
    const targets = [...prose.matchAll(inlineLink)].map(([, , target = ""]) => target);
    return [...targets, ...(defined === undefined ? [] : [defined])].map((target) => ({ line: number, target }));
  });
}

/** A line of Markdown without its links, whose targets are checked separately. */
export const withoutLinks = (line: string): string =>
  linkDefinition.test(line) ? "" : line.replaceAll(inlineLink, "");

/** Generated sections of Markdown: `<!-- name -->` begins one, `<!-- /name -->` ends it. Pure. */

const section = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\\n)([^]*?)(<!-- /${name} -->)`);

/** The content of a section; undefined where the document has no such markers. */
const readSection = (markdown: string, name: string): string | undefined => section(name).exec(markdown)?.[2]?.trim();

/**
 * Replaces the content of a section.
 * @throws Error when the document lacks the markers
 */
export function withSection(markdown: string, name: string, content: string): string {
  if (readSection(markdown, name) === undefined)
    throw new Error(`The document has no <!-- ${name} --> … <!-- /${name} -->.`);
  return markdown.replace(
    section(name),
    (_, begin: string, _old: string, end: string) => `${begin}\n${content}\n\n${end}`,
  );
}

/** The table of endpoints in the README, made from the OpenAPI document. */
import { format } from "prettier";
import * as v from "valibot";

const document = v.object({
  paths: v.record(
    v.string(),
    v.record(
      v.string(),
      v.object({ summary: v.string(), security: v.tuple([v.record(v.string(), v.array(v.string()))]) }),
    ),
  ),
});

/** @returns the table as Markdown, in the order of the document; an endpoint that asks for no scope is public */
export async function endpointTable(openApiDocument: unknown): Promise<string> {
  const { paths } = v.parse(document, openApiDocument);
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, summary }]) => {
      const scopes = (security[0]["Key"] ?? []).map((scope) => `\`${scope}\``);
      return [`\`${method.toUpperCase()} /v1${path}\``, scopes.join(" or ") || "public", summary];
    }),
  );
  const lines = [["Endpoint", "Scope", "What it does"], ["---", "---", "---"], ...rows];
  const table = lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
  return (await format(table, { parser: "markdown" })).trim();
}

const section = /(<!-- endpoints -->\n)([^]*?)(<!-- \/endpoints -->)/;

/** The table that a README has between its markers; undefined where there are no markers. */
export const readTable = (readme: string): string | undefined => section.exec(readme)?.[2]?.trim();

/**
 * Puts a table between the markers.
 * @throws Error when there are none
 */
export function withTable(readme: string, table: string): string {
  if (readTable(readme) === undefined) throw new Error("README.md has no <!-- endpoints --> … <!-- /endpoints -->.");
  return readme.replace(section, (_, begin: string, _old: string, end: string) => `${begin}\n${table}\n\n${end}`);
}

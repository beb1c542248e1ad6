/** The table of docs/endpoints.md, made from the OpenAPI document. */
import { format } from "prettier";
import * as v from "valibot";

const operation = v.object({
  summary: v.string(),
  deprecated: v.optional(v.boolean(), false),
  security: v.array(v.record(v.string(), v.array(v.string()))),
});

const document = v.object({ paths: v.record(v.string(), v.record(v.string(), operation)) });

/** The allowed callers, in words. */
function callersOf({ security }: v.InferOutput<typeof operation>): string {
  const keys = security.flatMap(({ Key = [] }) => Key.map((scope) => `\`${scope}\``)).join(" or ");
  const isPublic = security.some((credentials) => Object.keys(credentials).length <= 1);
  if (isPublic) return keys === "" ? "public" : `public, keys: ${keys}`;
  const isForUsers = security.some((credentials) => "Session" in credentials);
  const takesJwts = security.some((credentials) => "JWT" in credentials);
  return [
    ...(isForUsers ? [takesJwts ? "session or JWT" : "session"] : []),
    ...(keys === "" ? [] : [isForUsers ? `keys: ${keys}` : keys]),
  ].join(", ");
}

/** @returns the table as Markdown, in the order of the document, without deprecated endpoints */
export async function endpointTable(openApiDocument: unknown): Promise<string> {
  const { paths } = v.parse(document, openApiDocument);
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { deprecated }]) => !deprecated)
      .map(([method, operation]) => [
        `\`${method.toUpperCase()} /v1${path}\``,
        callersOf(operation),
        operation.summary,
      ]),
  );
  const lines = [["Endpoint", "Callers", "Description"], ["---", "---", "---"], ...rows];
  const table = lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
  return (await format(table, { parser: "markdown" })).trim();
}

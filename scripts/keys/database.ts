/** The database from a terminal: SQL through wrangler, which knows where it is and who may. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { root } from "../tool.ts";
import { askWrangler, isNoDatabase } from "../wrangler.ts";

export type Place = { readonly kind: "local"; readonly persistTo: string } | { readonly kind: "remote" };

/** A value as SQL. Text is spelt in hex: nothing in it can be taken for SQL, neither by D1 nor by wrangler. */
export const literal = (value: string | number | null): string =>
  typeof value === "string" ? `CAST(X'${Buffer.from(value).toString("hex")}' AS TEXT)` : String(value ?? "NULL");

/** What wrangler answers with `--json`: the rows of each statement. */
const answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ results: v.array(v.record(v.string(), v.unknown())) })),
);

/** Where the database comes from that is not there yet. */
const missing = (place: Place): string =>
  place.kind === "local"
    ? `There is no database in ${place.persistTo} yet: \`npm start\` makes it.`
    : "There is no database in this account yet: `npm run deploy` makes it.";

/**
 * Runs statements, which take effect together or not at all.
 * @returns the rows of each, or one line that says why there are none
 */
export function query(place: Place, statements: readonly string[]): Result<readonly (readonly unknown[])[]> {
  if (place.kind === "local" && !existsSync(resolve(root, place.persistTo))) return fail(missing(place));
  const where = place.kind === "local" ? ["--local", "--persist-to", place.persistTo] : ["--remote"];
  const said = askWrangler(["d1", "execute", "DB", ...where, "--yes", "--json", "--command", statements.join(";\n")]);
  if (!said.ok) {
    const isMissing = isNoDatabase(said.error) || said.error.includes("no such table");
    return fail(isMissing ? missing(place) : `That did not work: ${said.error}`);
  }
  const parsed = v.safeParse(answer, said.value);
  return parsed.success ? ok(parsed.output.map(({ results }) => results)) : fail(`wrangler says ${said.value.trim()}`);
}

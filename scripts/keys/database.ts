/** Runs SQL from a terminal through wrangler, which has the address of the database and the credentials. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { root } from "../tool.ts";
import { askWrangler, isNoDatabase } from "../wrangler.ts";
import { readDeployedConfig, type Target, targetOptions, writeDeployedConfig } from "../wrangler-config/files.ts";

export type Place =
  { readonly kind: "local"; readonly persistTo: string } | { readonly kind: "remote"; readonly target: Target };

/** Options of every command that is about a database. */
export const placeOptions = {
  ...targetOptions,
  "persist-to": { type: "string" },
  remote: { type: "boolean", default: false },
} as const;

/** Their part of a usage text. */
export const placeUsage = `For the local database; with --persist-to DIR for the one of \`npm start -- --persist-to DIR\`, with --remote for the deployed one,
where --env NAME and --config FILE name the deployment, as they do for \`npm run deploy\`.`;

/** The values of these options. */
export interface PlaceValues extends Partial<Target> {
  readonly "persist-to"?: string | undefined;
  readonly remote: boolean;
}

/** @returns the database that a command is about, or one line that says which options do not go together */
export function parsePlace({ config, env, "persist-to": persistTo, remote }: PlaceValues): Result<Place> {
  if (remote && persistTo !== undefined) {
    return fail("--persist-to is for a local database, --remote for the deployed one.");
  }
  if (!remote && (env ?? config) !== undefined) return fail("--env and --config go with --remote.");
  return ok(
    remote ? { kind: "remote", target: { config, env } } : { kind: "local", persistTo: persistTo ?? ".wrangler/state" },
  );
}

/** A value as SQL. Text is written in hex, so that neither D1 nor wrangler takes a part of it for SQL. */
export const literal = (value: string | number | null): string =>
  typeof value === "string" ? `CAST(X'${Buffer.from(value).toString("hex")}' AS TEXT)` : String(value ?? "NULL");

/** wrangler's answer with `--json`: the rows of each statement. */
const answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ results: v.array(v.record(v.string(), v.unknown())) })),
);

/** The arguments with which wrangler opens the database of a deployment. */
function remoteArgs(target: Target): Result<readonly string[]> {
  const config = readDeployedConfig(target);
  return config.ok ? ok(["--remote", "--config", writeDeployedConfig(config.value)]) : config;
}

/** Says how a missing database is made. */
const missing = (place: Place): string =>
  place.kind === "local"
    ? `There is no database in ${place.persistTo} yet: \`npm start\` makes it.`
    : "There is no database in this account yet: `npm run deploy` makes it.";

/**
 * Runs statements, all together or none.
 * @returns the rows of each, or one line with the error
 */
export function query(place: Place, statements: readonly string[]): Result<readonly (readonly unknown[])[]> {
  if (place.kind === "local" && !existsSync(resolve(root, place.persistTo))) return fail(missing(place));
  const where = place.kind === "local" ? ok(["--local", "--persist-to", place.persistTo]) : remoteArgs(place.target);
  if (!where.ok) return where;
  const said = askWrangler([
    "d1",
    "execute",
    "DB",
    ...where.value,
    "--yes",
    "--json",
    "--command",
    statements.join(";\n"),
  ]);
  if (!said.ok) {
    const isMissing = isNoDatabase(said.error) || said.error.includes("no such table");
    return fail(isMissing ? missing(place) : `That did not work: ${said.error}`);
  }
  const parsed = v.safeParse(answer, said.value);
  return parsed.success ? ok(parsed.output.map(({ results }) => results)) : fail(`wrangler says ${said.value.trim()}`);
}

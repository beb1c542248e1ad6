/**
 * Compares three descriptions of the database: the schema (src/storage/schema), the migrations (drizzle/) and the
 * document (docs/storage.md). Prints one line for each difference.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import config from "../drizzle.config.ts";
import * as schema from "../src/storage/schema/index.ts";
import { migrationFiles } from "./migrations.ts";
import { type Description, pathsOf, readDescriptions } from "./storage/document.ts";
import { readTables, type Table } from "./storage/tables.ts";
import { root } from "./tool.ts";

const documentFile = "docs/storage.md";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

const sourceFiles = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

/** drizzle-kit's JSON of a schema; it exports no type for it that can be used. */
function asSnapshot(value: unknown): { readonly tables: unknown } {
  if (typeof value === "object" && value !== null && "tables" in value) return value;
  throw new TypeError("This is not a snapshot of drizzle-kit.");
}

/** drizzle-kit reads its snapshot, not the SQL: both must equal the schema. */
async function compareSchema(migrated: readonly Table[]): Promise<string[]> {
  const snapshotFile = `drizzle/meta/${migrationFiles().at(-1)?.slice(0, 4) ?? ""}_snapshot.json`;
  const recorded = asSnapshot(JSON.parse(read(snapshotFile)));
  const generated: unknown = await generateSQLiteDrizzleJson(schema, undefined, config.casing);
  const declared = asSnapshot(JSON.parse(JSON.stringify(generated)));
  const isRecorded = isDeepStrictEqual(recorded.tables, declared.tables);
  return [
    ...(isRecorded ? [] : [`${snapshotFile} is not what src/storage/schema says: a migration is missing.`]),
    ...compare(
      readTables(await generateSQLiteMigration({ ...declared, tables: {} }, declared)),
      migrated,
      "src/storage/schema",
      "drizzle/",
    ),
  ];
}

/** Differences between two descriptions of the tables. Drizzle cannot declare WITHOUT ROWID, so that is not compared here. */
function compare(one: readonly Pick<Table, "name" | "facts">[], other: typeof one, oneIs: string, otherIs: string) {
  const missing = (from: typeof one, fromIs: string, there: typeof one, thereIs: string): string[] =>
    there.flatMap(({ name, facts }) => {
      const table = from.find((candidate) => candidate.name === name);
      if (table === undefined) return [`${fromIs} has no table ${name}, ${thereIs} has.`];
      return facts
        .filter((fact) => !table.facts.includes(fact))
        .map((fact) => `${fromIs}: ${name} lacks "${fact}", which ${thereIs} has.`);
    });
  return [...missing(one, oneIs, other, otherIs), ...missing(other, otherIs, one, oneIs)];
}

const toCamelCase = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The source files that insert into, update or delete from a table, through Drizzle. */
function findWriters(table: string): readonly string[] {
  const write = new RegExp(`(?:\\.(?:insert|update|delete)|\\binsertFrom)\\(\\s*${toCamelCase(table)}\\b`);
  return sourceFiles.filter((file) => write.test(read(file)));
}

function compareWriters({ name, writers }: Description): string[] {
  const actual = findWriters(name);
  if (writers === undefined) return [`${documentFile}: ${name} lacks its "Written by" line.`];
  return [
    ...actual
      .filter((file) => !writers.includes(file))
      .map((file) => `${documentFile}: ${name} is also written by ${file}.`),
    ...writers
      .filter((file) => !actual.includes(file))
      .map((file) => `${documentFile}: ${name} is not written by ${file}.`),
  ];
}

function compareDocument(migrated: readonly Table[]): string[] {
  const markdown = read(documentFile);
  const descriptions = readDescriptions(markdown);
  const isClustered = new Map(migrated.map((table) => [table.name, table.isClustered]));
  return [
    ...compare(descriptions, migrated, documentFile, "drizzle/"),
    ...descriptions
      .filter((description) => isClustered.get(description.name) === !description.isClustered)
      .map(({ name }) => `${documentFile} and drizzle/ differ on whether ${name} is WITHOUT ROWID.`),
    ...descriptions.flatMap(compareWriters),
    ...pathsOf(markdown)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${documentFile} names ${path}, which is not there.`),
  ];
}

const migrated = readTables(migrationFiles().map((file) => read(`drizzle/${file}`)));
const differences = [...(await compareSchema(migrated)), ...compareDocument(migrated)];
for (const difference of differences) console.error(difference);
process.exitCode = differences.length === 0 ? 0 : 1;

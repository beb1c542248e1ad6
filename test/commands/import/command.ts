/** `npm run import` as a terminal runs it, against a server of the tests. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import type { Server } from "../../sdk/harness/server.ts";

const root = join(import.meta.dirname, "../../..");
export const exportsFolder = join(import.meta.dirname, "../exports");

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command. The caller may kill it. */
export function startImport({ endpoint, key, projectId }: Server, args: readonly string[]) {
  const all = ["scripts/import.ts", ...args, "--endpoint", endpoint, "--project", projectId];
  const child = spawn(process.execPath, all, {
    cwd: root,
    env: { ...process.env, ROLLCALL_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then((): Ran => ({ status: child.exitCode, stdout, stderr }));
  return { child, ended };
}

export const runImport = (server: Server, args: readonly string[]): Promise<Ran> => startImport(server, args).ended;

/** The table that the command ends with: its numbers by their names. */
export const countsOf = ({ stdout }: Ran): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [
      ...stdout.matchAll(
        /^ *(rows|created|to create|existing|to change|changed|kept|rejected|duplicate|taken|invalid) +(\d+)$/gm,
      ),
    ].map(([, name = "", count]) => [{ "to create": "created", "to change": "changed" }[name] ?? name, Number(count)]),
  );

/** A row that was rejected: its number, outcome and field, as the file of rejects has them. */
export function rejectsIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  rmSync(path);
  return lines.map((line) => {
    const { rejected } = JSON.parse(line);
    return `${rejected.row} ${rejected.outcome} ${rejected.parameter}`;
  });
}

/** Every row of every table, as text. */
export async function dump(db: D1Database): Promise<string> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
    )
    .all<{ name: string }>();
  const tables = await Promise.all(results.map(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all()));
  return JSON.stringify(tables.map(({ results: rows }, index) => [results[index]?.name, rows]));
}

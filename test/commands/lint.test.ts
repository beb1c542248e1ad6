/** The lint rules work: each rule that the design relies on is broken here once, and so is every forbidden import. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { entityRanks, layers, libraries, services } from "../../scripts/lint/layers.ts";
import { lazy } from "../../src/lib/lazy/lazy.ts";

const root = join(import.meta.dirname, "../..");

/** The texts to lint, by their paths in a project of their own. */
const probes = new Map<string, string>();

/** The findings of oxlint in the probes: "line rule", sorted, by the path of the probe. It runs once for all of them. */
const findings = lazy((): ReadonlyMap<string, readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
  try {
    for (const file of ["oxlint.config.ts", "scripts/lint/layers.ts"]) cpSync(join(root, file), join(folder, file));
    const compilerOptions = { strict: true, target: "es2024", module: "esnext", moduleResolution: "bundler" };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    for (const [path, text] of probes) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["-f", "unix", "src"], {
      cwd: folder,
      encoding: "utf8",
    });
    const found = [...stdout.matchAll(/^(\S+?):(\d+):\d+: .*\[Error\/\w+\(([\w-]+)\)\]$/gm)];
    const byPath = Map.groupBy(found, ([, path = ""]) => path);
    return new Map([...byPath].map(([path, of]) => [path, of.map(([, , line, rule]) => `${line} ${rule}`).toSorted()]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * Adds a text to lint, while tests are declared.
 * @param path of the file; `#` stands for a number, so that files of one folder differ
 * @returns reads its findings
 */
function lint(path: string, text: string): () => readonly string[] {
  const own = path.replace("#", String(probes.size));
  if (probes.has(own)) throw new Error(`There are two probes ${own}.`);
  probes.set(own, text);
  return () => findings().get(own) ?? [];
}

/** Declares a test for each row: its text breaks the rule in the given line. */
function breaks(path: string, line: number, rows: readonly (readonly [rule: string, text: string])[], title = "$rule") {
  const cases = rows.map(([rule, text]) => ({ rule, text, found: lint(path, text) }));
  test.each(cases)(title, ({ found, rule }) => {
    expect(found()).toContain(`${line} ${rule}`);
  });
}

breaks("src/a#.ts", 2, [
  ["no-floating-promises", "export function f(p: Promise<void>) {\n  p;\n}"],
  ["no-misused-promises", "export const f = (p: Promise<boolean>) => {\n  if (p) throw new Error();\n};"],
  ["await-thenable", "export async function f(n: number) {\n  return await n;\n}"],
  ["no-explicit-any", "\nexport type T = any;"],
  ["no-non-null-assertion", "export const f = (s: string | null) =>\n  s!;"],
  ["no-unnecessary-condition", 'export const f = (s: { a: number }) =>\n  s ? 1 : "";'],
  ["consistent-type-imports", '\nimport { U } from "./u.ts";\nexport type T = U;'],
  ["no-unsafe-assignment", "export function f(s: string) {\n  const v: number = JSON.parse(s);\n  return v;\n}"],
  ["no-unsafe-type-assertion", "export const f = (v: unknown) =>\n  v as string;"],
  ["only-throw-error", 'export function f() {\n  throw "text";\n}'],
  ["switch-exhaustiveness-check", 'export function f(k: "a" | "b") {\n  switch (k) {\n    case "a":\n  }\n}'],
  ["return-await", "export async function f(p: Promise<void>) {\n  try { return p; } catch { return; }\n}"],
  ["require-await", "\nexport async function f() { return 1; }"],
  ["prefer-nullish-coalescing", "export const f = (n: { a: 1 } | null) =>\n  n || 0;"],
  ["eqeqeq", "export const f = (n: number) =>\n  n == 1;"],
  ["no-console", '\nconsole.log("");'],
  ["no-warning-comments", "export const f = 1;\n// TODO: more"],
  ["no-default-export", "\nexport default 1;"],
  ["extensions", '\nexport { U } from "./u";'],
]);

/** One file of each part of src/, by the name that failures show. */
const parts: Readonly<Record<string, string>> = {
  "worker.ts": "worker.ts",
  "app.ts": "app.ts",
  ...Object.fromEntries(services.map((service) => [`api/${service}`, `api/${service}/get-it.ts`])),
  jobs: "jobs/sweep.ts",
  flows: "flows/sign-in/begin.ts",
  http: "http/respond.ts",
  "http for operations": "http/endpoint.ts",
  ...Object.fromEntries(entityRanks.flat().map((entity) => [`domain/${entity}`, `domain/${entity}/index.ts`])),
  "inside of an entity": "domain/tokens/secrets.ts",
  models: "models/user.ts",
  ...Object.fromEntries(Object.keys(libraries).map((library) => [`lib/${library}`, `lib/${library}/it.ts`])),
  storage: "storage/db.ts",
  errors: "errors/result.ts",
};

const entities = entityRanks.flat().map((entity) => `domain/${entity}`);
const apis = services.map((service) => `api/${service}`);
const libs = Object.keys(libraries).map((library) => `lib/${library}`);
const low = ["models", ...libs, "storage", "errors"];

const usersAndAbove = new Set(["domain/users", "domain/memberships", "domain/exports", "domain/imports"]);

/** Parts that a file of each kind may import, written out: the rules come from another table. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "worker.ts": ["app.ts", "jobs", "http", "http for operations", ...entities, ...low],
  "app.ts": [...apis, "http", "http for operations", ...entities, ...low, "hono"],
  ...Object.fromEntries(apis.map((api) => [api, [api, "flows", "http for operations", ...entities, ...low]])),
  jobs: ["jobs", "flows", ...entities, ...low],
  flows: ["flows", ...entities, ...low],
  http: ["http", "http for operations", "domain/context", "domain/limits", ...low, "hono"],
  "domain/context": [...low],
  "domain/search": ["domain/context", ...low],
  "domain/audit": ["domain/context", "domain/limits", "domain/lists", "domain/search", ...low],
  "domain/users": [...entities.filter((entity) => !usersAndAbove.has(entity)), ...low],
  models: ["models", "errors"],
  "lib/passwords": ["lib/passwords", "lib/lazy", "errors"],
  "lib/queries": ["lib/queries", "lib/lazy", "lib/sql", "errors"],
  "lib/delivery": ["lib/delivery", "lib/crypto", "lib/lazy", "errors"],
  storage: ["storage", ...libs, "errors"],
  errors: ["errors"],
};

/** The specifier by which `from` imports a file, as an editor writes it. */
function specifier(from: string, to: string): string {
  const above = from.split("/").slice(0, -1);
  const below = to.split("/");
  while (above.length > 0 && above[0] === below[0]) {
    above.shift();
    below.shift();
  }
  return `${above.length === 0 ? "./" : "../".repeat(above.length)}${below.join("/")}`;
}

describe("imports", () => {
  const declared = Object.entries(allowed).map(([name, expected]) => {
    const from = join(dirname(parts[name] ?? ""), "a#.ts");
    // A file imports its own entity by its neighbours' names, and not itself.
    const others = Object.entries(parts).filter(([part]) => part !== name || !/^domain|\.ts$/.test(name));
    const targets = [...others, ["hono", "hono"] as const];
    const lines = targets.map(([part, to]) => `import "${part === "hono" ? to : specifier(from, to)}";`);
    const found = lint(`src/${name.endsWith(".ts") ? name : from}`, lines.join("\n"));
    return { name, expected, targets, found };
  });
  test.each(declared)("of src/$name are those of its layer", ({ expected, found, name, targets }) => {
    const refused = new Set(found());
    const passed = targets
      .filter(
        ([part], index) =>
          part !== name.replace(/^(?!.*\.ts$).*/, "") && !refused.has(`${index + 1} no-restricted-imports`),
      )
      .map(([part]) => part);
    expect(passed.toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  const restricted = (lines: readonly string[]) => lines.map((line) => ["no-restricted-imports", line] as const);
  const imports = (paths: readonly string[]) => restricted(paths.map((path) => `import "${path}";`));
  const ofEachKind = [
    'export { a } from "hono/jwt";',
    'import type { A } from "hono";',
    'export const a = await import("hono");',
    'export * from "../../http/respond.ts";',
  ];
  breaks("src/api/users/a#.ts", 1, restricted(ofEachKind), "of every kind are checked: $text");
  const behind = ["../sessions/columns.ts", "../sessions/nested/columns.ts"];
  breaks("src/domain/users/a#.ts", 1, imports(behind), "of an entity reach no file behind its index.ts: $text");
  const outside = ["../../../test/harness/keys.ts", "../../../scripts/tool.ts"];
  breaks("src/domain/users/a#.ts", 1, imports(outside), "stay inside src/: $text");
  const inType = 'export type X = import("../../http/router.ts").Router;';
  breaks("src/api/users/a#.ts", 1, [["consistent-type-imports", inType]], "are refused inside of a type");

  test("have rules for each folder of src/", () => {
    const folders = readdirSync(join(root, "src"));
    expect(folders.toSorted()).toEqual(Object.keys(layers).toSorted());
    expect(readdirSync(join(root, "src/domain")).toSorted()).toEqual(entityRanks.flat().toSorted());
    expect(readdirSync(join(root, "src/api")).toSorted()).toEqual([...services].toSorted());
    expect(readdirSync(join(root, "src/lib")).toSorted()).toEqual(Object.keys(libraries).toSorted());
  });
});

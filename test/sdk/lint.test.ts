/** The lint rules bite: each that the design leans on is broken here once, and so is every forbidden import. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-"));
  cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  const compilerOptions = { strict: true, target: "es2024", module: "esnext", moduleResolution: "bundler" };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What oxlint says of a file: "line rule", sorted. */
function lint(path: string, text: string): string[] {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["-f", "unix", "src"], {
    cwd: folder,
    encoding: "utf8",
  });
  const found = [...stdout.matchAll(/^\S+?:(\d+):\d+: .*\[Error\/\w+\(([\w-]+)\)\]$/gm)];
  return found.map(([, line, rule]) => `${line} ${rule}`).toSorted();
}

test.each([
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
])("%s", (rule, text) => {
  expect(lint("src/a.ts", text)).toContain(`2 ${rule}`);
});

describe("imports", () => {
  const targets = {
    app: "app.ts",
    worker: "worker.ts",
    endpoint: "http/endpoint.ts",
    rules: "http/rules/index.ts",
    respond: "http/respond.ts",
    middleware: "http/middleware/api-key.ts",
    "users' store": "features/users/store.ts",
    "a user operation": "features/users/get-user.ts",
    models: "models/user.ts",
    passwords: "lib/passwords/registry.ts",
    oauth2: "lib/oauth2/providers.ts",
    queries: "lib/queries/index.ts",
    crypto: "lib/crypto/ids.ts",
    hmac: "lib/crypto/hmac.ts",
    storage: "storage/db.ts",
    devices: "lib/devices/place.ts",
    delivery: "lib/delivery/send.ts",
    errors: "errors/result.ts",
    hono: null,
  } as const;
  type Target = keyof typeof targets;

  const alone = ["models", "passwords", "queries", "storage", "devices", "oauth2"] as const;
  const folders = {
    models: "models",
    passwords: "lib/passwords",
    queries: "lib/queries",
    storage: "storage",
    devices: "lib/devices",
    oauth2: "lib/oauth2",
  } as const;
  const libraries = [...alone, "crypto", "hmac", "delivery"] as const;
  const features: readonly Target[] = ["users' store", "a user operation"];

  /** Every file that stands for a layer, with what it may import; all else is refused. */
  const allowed: readonly (readonly [string, readonly Target[]])[] = [
    ["app.ts", (Object.keys(targets) as Target[]).filter((target) => target !== "worker")],
    ["http/a.ts", ["endpoint", "rules", "respond", "middleware", ...libraries, "errors", "hono"]],
    ["http/rules/a.ts", ["endpoint", "rules", "respond", "middleware", ...libraries, "errors", "hono"]],
    ["features/users/a.ts", ["endpoint", "rules", ...features, ...libraries, "errors"]],
    ["features/teams/a.ts", ["endpoint", "rules", "users' store", ...libraries, "errors"]],
    ...alone.map((library) => [`${folders[library]}/a.ts`, [library, "errors"]] as const),
    ["lib/crypto/a.ts", ["crypto", "hmac", "errors"]],
    ["lib/delivery/a.ts", ["delivery", "hmac", "errors"]],
    ["lib/delivery/adapters/a.ts", ["delivery", "hmac", "errors"]],
    ["lib/passwords/formats/a.ts", ["passwords", "errors"]],
    ["errors/a.ts", ["errors"]],
  ];

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

  test.each(allowed)("of src/%s", (from, expected) => {
    const names = Object.keys(targets) as Target[];
    const lines = names.map((name) => {
      const to = targets[name];
      return `import "${to === null ? "hono" : specifier(from, to)}";`;
    });
    const refused = new Set(lint(`src/${from}`, lines.join("\n")));
    const passed = names.filter((_, index) => !refused.has(`${index + 1} no-restricted-imports`));
    expect(passed.toSorted()).toEqual([...expected].toSorted());
  });

  test.each([
    'export { a } from "hono/jwt";',
    'import type { A } from "hono";',
    'export const a = await import("hono");',
    'export * from "../../http/respond.ts";',
  ])("of every kind: %s", (line) => {
    expect(lint("src/features/users/a.ts", line)).toContain("1 no-restricted-imports");
  });
});

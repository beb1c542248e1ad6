/** A copy of the project to run its tools in, so that no test touches the developer's `.dev.vars` or database. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

const parts = [
  ".npmrc",
  "oxlint.config.ts",
  "docs",
  "drizzle",
  "drizzle.config.ts",
  "node-globals.d.ts",
  "package.json",
  "scripts",
  "src",
  "tsconfig.json",
  "worker-configuration.d.ts",
  "wrangler.toml",
];

export interface Checkout {
  readonly path: string;
  remove(): void;
}

/**
 * Copies what the project's tools need; the packages are the project's own.
 * @param more files and folders to copy besides
 */
export const copyCheckout = (more: readonly string[] = []): Checkout => copyParts([...parts, ...more]);

/** Copies a part of the project, for a tool that needs no more and would take long over the whole. */
export function copyParts(names: readonly string[]): Checkout {
  const path = mkdtempSync(join(tmpdir(), "rollcall-"));
  for (const part of names) cpSync(join(root, part), join(path, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

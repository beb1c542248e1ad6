/** An installation runs no scripts of packages: `.npmrc` turns them off, and nothing turns them on. */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { terminal } from "./npm-start.ts";

const execute = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/**
 * Installs a package whose scripts leave a file, in a project with our `.npmrc`.
 * @param more options of `npm install`
 * @returns whether a script of the package has run
 */
async function runsScripts(more: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-install-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [dependency, project, mark] = [join(folder, "dependency"), join(folder, "project"), join(folder, "mark")];
  for (const path of [dependency, project]) mkdirSync(path);
  const leaveMark = `node -e "require('node:fs').writeFileSync('${mark}', '')"`;
  const scripts = { preinstall: leaveMark, install: leaveMark, postinstall: leaveMark };
  writeFileSync(join(dependency, "package.json"), JSON.stringify({ name: "dependency", version: "1.0.0", scripts }));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true }));
  copyFileSync(join(root, ".npmrc"), join(project, ".npmrc"));
  const npm = async (cwd: string, args: readonly string[]) => execute("npm", args, { cwd, env: terminal });
  await npm(dependency, ["pack", "--ignore-scripts", "--pack-destination", folder]);
  await npm(project, ["install", "--offline", ...more, join(folder, "dependency-1.0.0.tgz")]);
  expect(existsSync(join(project, "node_modules/dependency/package.json"))).toBe(true);
  return existsSync(mark);
}

test("an installation runs no script of a package", async () => {
  expect(await runsScripts([])).toBe(false);
}, 60_000);

test("without our setting it runs one, which shows that the test would see it", async () => {
  expect(await runsScripts(["--ignore-scripts=false"])).toBe(true);
}, 60_000);

test("no command of ours turns the scripts on, or runs them afterwards", () => {
  for (const file of [".ci/run", "package.json", "test/commands/installed.ts", "scripts/launch.js"]) {
    const text = readFileSync(join(root, file), "utf8");
    expect({ file, found: /ignore-scripts[= ]+false|npm rebuild|allow-scripts/.exec(text) }).toEqual({
      file,
      found: null,
    });
  }
});

test("package.json has no script that npm would run by itself", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { scripts } = manifest as { readonly scripts: Readonly<Record<string, string>> };
  const lifecycle = /^(?:pre|post)?(?:install|prepare|publish|pack)$|^(?:dependencies|prepublishOnly)$/;
  expect(Object.keys(scripts).filter((name) => lifecycle.test(name))).toEqual([]);
});

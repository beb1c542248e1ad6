/**
 * docs/architecture.md is right: the files that it lists add a password format, and each of them is needed; and its picture
 * has no arrow that the lint forbids.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrowsOf } from "../../../scripts/architecture/picture.ts";
import { layers } from "../../../scripts/lint/layers.ts";
import { type Checkout, copyCheckout } from "../../commands/checkout.ts";
import { terminal } from "../../commands/npm-start.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

/** A row of a table of the page. */
interface Step {
  readonly path: string;
  /** The check that fails while the file is as it was. */
  readonly check: string;
}

/** The steps of a section, for a name in the place of `<name>`. */
function stepsOf(heading: string, name: string): readonly Step[] {
  const section = page.split(`\n### ${heading}\n`)[1]?.split("\n#")[0] ?? "";
  const rows = section.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.flatMap(([, file = "", , check = ""]) => {
    const path = /^`([^`]+)`$/.exec(file)?.[1];
    return path === undefined ? [] : [{ path: path.replaceAll("<name>", name), check }];
  });
}

/** Milliseconds; a check takes seconds on an idle machine. */
const timeout = 240_000;

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout(["README.md", "bench", "knip.config.ts", "test", "vitest.config.ts"]);
});
afterAll(() => checkout.remove());

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout.path, path)), { recursive: true });
  writeFileSync(join(checkout.path, path), text);
}

/** Variables of this run, which would be taken for those of the runs in the checkout. */
const vitestVariables = Object.keys(process.env).filter((name) => /^VITEST|^NODE_ENV$/.test(name));

/** Runs a program of the packages in the checkout. */
function run(program: string, ...args: readonly string[]): { readonly passes: boolean; readonly output: string } {
  const { status, stderr, stdout } = spawnSync(join(checkout.path, "node_modules/.bin", program), args, {
    cwd: checkout.path,
    encoding: "utf8",
    env: { ...terminal, ...Object.fromEntries(vitestVariables.map((name) => [name, undefined])), NO_COLOR: "1" },
  });
  return { passes: status === 0, output: `${stdout}${stderr}` };
}

describe("a password format", () => {
  const digest = "$keccak$018bd037b157f9bf04c1183cc12cde94ca4a4c3d05429b56ed3f8664a4a6842e";

  /** A variable, because tools would take the whole path for an import of this file. */
  const up = "../../..";

  /** Puts a line after the last one that matches. */
  const after = (pattern: RegExp, line: string) => (text: string) => {
    const lines = text.split("\n");
    const index = lines.findLastIndex((each) => pattern.test(each));
    if (index === -1) throw new Error(`No line matches ${pattern.source}.`);
    return lines.toSpliced(index + 1, 0, line).join("\n");
  };
  const all =
    (...changes: readonly ((text: string) => string)[]) =>
    (text: string) =>
      changes.reduce((changed, change) => change(changed), text);

  /** The changes of existing files, and the texts of new ones. */
  const changes: Readonly<Record<string, (text: string) => string>> = {
    "src/lib/passwords/formats/keccak.ts": () => `/** Keccak-256 in hexadecimal, behind a prefix. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ok } from "${up}/errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { defineFormat, refusePassword } from "../format.ts";

export const keccakFormat = defineFormat<string>({
  hash: "keccak",
  importPath: "keccak",
  operation: "createKeccakUser",
  parameters: {},
  options: {},
  ceilings: [],
  read: (encoded) =>
    /^\\$keccak\\$[0-9a-f]{64}$/.test(encoded) ? ok(encoded.slice(8)) : refusePassword("Value must be a keccak hash."),
  matches: (password, digest) => equalTexts(bytesToHex(keccak_256(toUtf8(password))), digest),
  isWeak: () => true,
});
`,
    "src/lib/passwords/registry.ts": all(
      after(/^import .*sha\.ts/, 'import { keccakFormat } from "./formats/keccak.ts";'),
      after(/^ {2}shaFormat,/, "  keccakFormat,"),
    ),
    "test/passwords/vectors/keccak.ts": () => `import type { FormatVectors } from "./vector.ts";

export const keccakVectors: FormatVectors = {
  hash: "keccak",
  right: [{ password: "appwrite", encoded: "${digest}" }],
  alternate: [{ password: "appwrite", encoded: "${digest}" }],
  malformed: [{ encoded: "${digest.toUpperCase()}", parameter: "password" }],
  unrecognised: ["keccak"],
};
`,
    "test/passwords/vectors/index.ts": all(
      after(/^import .*sha\.ts/, 'import { keccakVectors } from "./keccak.ts";'),
      after(/^ {2}shaVectors,/, "  keccakVectors,"),
    ),
    "src/lib/passwords/registry.test.ts": all(
      after(/"createSHAUser"/, '      ["keccak", "keccak", "createKeccakUser"],'),
      after(/^ {6}\[\["passwordVersion"/, "      [],"),
    ),
    "test/cases/users/create-keccak-user.ts": () => `import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("keccak", "keccak", { password: "${digest}" });
`,
    "test/sdk/openapi.test.ts": (text) =>
      text.replace("\n  usersGetMfaChallenge", "\n  usersCreateKeccakUser usersGetMfaChallenge"),
  };

  const steps = stepsOf("A password format", "keccak");
  const originals = new Map(
    steps.map(({ path }) => [path, existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null]),
  );

  function change(path: string): void {
    const changed = changes[path];
    if (changed === undefined) throw new Error(`docs/architecture.md names ${path}, which this test does not change.`);
    write(path, changed(originals.get(path) ?? ""));
  }

  function leaveOut(path: string): void {
    const original = originals.get(path) ?? null;
    if (original === null) rmSync(join(checkout.path, path));
    else write(path, original);
  }

  const types = "`npm run check types`";

  /** The test that a row names: its file and its title. */
  function testOf({ check }: Step): readonly [file: string, title: string] {
    const [, file, title] = /^`([^`]+)`: "([^"]+)"$/.exec(check) ?? [];
    if (file === undefined || title === undefined) throw new Error(`docs/architecture.md names no test: ${check}`);
    return [file, title];
  }

  const runTests = (files: readonly string[], titles: readonly string[]) =>
    run("vitest", "run", "--mode", "test", ...files, "-t", titles.join("|"), "--reporter=verbose");

  /** Files that are left out together: each check of a group fails because of one file only. */
  const groups = [
    ["src/lib/passwords/formats/keccak.ts", "test/passwords/vectors/keccak.ts"],
    ["src/lib/passwords/registry.ts"],
    [
      "test/passwords/vectors/index.ts",
      "src/lib/passwords/registry.test.ts",
      "test/cases/users/create-keccak-user.ts",
      "test/sdk/openapi.test.ts",
    ],
  ];

  beforeAll(() => {
    for (const { path } of steps) change(path);
  });

  test("takes the files that the page lists, and no other", () => {
    const paths = steps.map(({ path }) => path).toSorted();
    expect(paths).toEqual(Object.keys(changes).toSorted());
    expect(groups.flat().toSorted()).toEqual(paths);
  });

  test("verifies once they are changed", { timeout }, () => {
    expect(run("tsc")).toEqual({ passes: true, output: "" });
    const tests = runTests(
      ["src/lib/passwords/registry.test.ts", "test/cases.test.ts"],
      ["the table", "keccak", "case"],
    );
    expect(tests.passes, tests.output).toBe(true);
    expect(tests.output).toMatch(/✓ .*keccak > verifies the right passwords/);
  });

  test.each(groups.map((paths) => ({ paths })))(
    "fails the checks that the page names without $paths",
    { timeout },
    ({ paths }) => {
      const left = steps.filter(({ path }) => paths.includes(path));
      for (const { path } of left) leaveOut(path);
      try {
        if (left.every(({ check }) => check === types)) {
          expect(run("tsc").output.match(/Cannot find module '[^']*keccak\.ts'/g)).toHaveLength(paths.length);
          return;
        }
        const tests = left.map(testOf);
        const { output } = runTests(
          tests.map(([file]) => file),
          tests.map(([, title]) => title),
        );
        for (const [file, title] of tests) expect(output).toMatch(new RegExp(`FAIL .*${file} > .*${title}`));
      } finally {
        for (const { path } of left) change(path);
      }
    },
  );
});

describe("the picture", () => {
  test("has only arrows that the lint allows", () => {
    const names = new Map(Object.keys(layers).map((layer) => [layer.replace(".ts", ""), layer]));
    const arrows = [...page.matchAll(/^ {2}(\w+) --> (\w+)$/gm)];
    expect(arrows.length).toBeGreaterThan(10);
    for (const [arrow, from = "", to = ""] of arrows)
      expect(layers[names.get(from) ?? ""], arrow).toContain(names.get(to));
  });

  test("leaves out the arrows that two others imply", () => {
    expect(arrowsOf({ a: ["b", "c"], b: ["c"], c: [] })).toEqual([
      ["a", "b"],
      ["b", "c"],
    ]);
  });

  test.each([
    ["is what the table of layers gives", (text: string) => text, true],
    [
      "fails `npm run check generated` with an arrow that the table lacks",
      (text: string) => text.replace("lib --> errors", "lib --> domain"),
      false,
    ],
  ])("%s", (_, edit, passes) => {
    write("docs/architecture.md", edit(page));
    try {
      expect(run("node", "scripts/architecture.ts", "--check").passes).toBe(passes);
    } finally {
      write("docs/architecture.md", page);
    }
  });
});

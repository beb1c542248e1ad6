/** Every script of package.json runs, on small input. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, copyCheckout, copyParts } from "./checkout.ts";
import { run as runIn } from "./npm-start.ts";

const root = join(import.meta.dirname, "../..");
const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { scripts } = manifest as { readonly scripts: Readonly<Record<string, string>> };
const ciSteps = readFileSync(join(root, ".ci/run"), "utf8").split("\n");

/** The files that tell Prettier which files to format, and how. */
const forPrettier = [".gitignore", ".prettierignore", ".prettierrc.json"];

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout([...forPrettier, "README.md", "bench", "test"]);
});
afterAll(() => checkout.remove());

/** Runs a script in a checkout. */
async function npmRunIn(place: Checkout, name: string, ...args: readonly string[]) {
  const started = runIn(place, "npm", ["run", "--silent", name, "--", ...args]);
  const [status] = await started.ended;
  return { status, output: started.output() };
}

const npmRun = (name: string, ...args: readonly string[]) => npmRunIn(checkout, name, ...args);

/** The files of a checkout and their contents. */
function readFiles({ path }: Checkout): ReadonlyMap<string, string> {
  const options = { recursive: true, withFileTypes: true } as const;
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const nested = folders.flatMap(({ name }) => readdirSync(join(path, name), options));
  const files = [...readdirSync(path, { withFileTypes: true }), ...nested].filter((entry) => entry.isFile());
  return new Map(files.map(({ name, parentPath }) => join(parentPath, name)).map((f) => [f, readFileSync(f, "utf8")]));
}

/** Scripts with tests of their own, in files of their name: here they only print their usage. */
const showsUsage = (name: string) => async () => {
  const usage = new RegExp(`Usage: npm (?:run )?${name} -- `);
  const refused = await npmRun(name, "--no-such-option");
  expect(refused).toEqual({ status: 2, output: expect.stringMatching(/^Unknown option '?--no-such-option'?\.\s/) });
  expect(refused.output).toMatch(usage);
  expect(await npmRun(name, "--help")).toEqual({ status: 0, output: expect.stringMatching(usage) });
};

/** `npm run check` without a name runs it too. */
const isCheck = (name: string) => () => {
  expect(scripts[`check:${name}`]).toBe(`${scripts["check"]} ${name}`);
};

const checkNames = ["types", "lint", "unused", "format", "generated", "storage", "references", "advisories", "bundle"];

const runs: Readonly<Record<string, () => Promise<void> | void>> = {
  start: showsUsage("start"),
  deploy: showsUsage("deploy"),
  keys: showsUsage("keys"),
  import: showsUsage("import"),
  export: showsUsage("export"),
  listen: showsUsage("listen"),
  rekey: showsUsage("rekey"),

  test: () => expect(ciSteps).toContain("npm test"),
  "test:commands": () => expect(ciSteps).toContain("npm run test:commands"),
  "test:deep": () => expect(ciSteps).toContain("npm run test:deep"),

  async check() {
    expect(ciSteps).toContain("npm run check");
    const { output, status } = await npmRun("check", "nothing");
    expect({ output, status }).toEqual({
      status: 2,
      output: `There is no check "nothing", only ${checkNames.join(", ")}.\n`,
    });
  },
  ...Object.fromEntries(checkNames.map((name) => [`check:${name}`, isCheck(name)])),

  async format() {
    const few = copyParts([...forPrettier, "package.json", "scripts/start"]);
    const file = join(few.path, "scripts/small.ts");
    writeFileSync(file, "const  a =1");
    const before = readFiles(few);
    const { status } = await npmRunIn(few, "format");
    const after = readFiles(few);
    few.remove();
    expect(status).toBe(0);
    expect(after).toEqual(new Map([...before, [file, "const a = 1;\n"]]));
  },

  async generate() {
    const before = readFiles(checkout);
    const edit = (file: string, from: string | RegExp) => {
      const path = join(checkout.path, file);
      const text = before.get(path) ?? "";
      expect(text).toMatch(from);
      writeFileSync(path, text.replace(from, ""));
    };
    edit("docs/endpoints.md", /^\| `GET \/v1\/ping` .*\n/m);
    edit("docs/prices.md", /^\| `GET \/v1\/ping` .*\n/m);
    edit("docs/queries.md", /^\| .*\n/m);
    edit("worker-configuration.d.ts", /SECRET_KEY/);
    edit("docs/architecture.md", / --> .*\n/);
    expect(await npmRun("generate")).toMatchObject({ status: 0 });
    expect(readFiles(checkout)).toEqual(before);
  },

  /** Its runs are long. */
  bench: () => expect(existsSync(join(root, "test/deep/commands/bench.test.ts"))).toBe(true),
};

/** On a busy machine a script may take minutes. None of this is about time. */
const timeout = 240_000;

test.each(Object.keys(scripts))(
  "npm run %s",
  async (name) => {
    const run = runs[name];
    if (run === undefined)
      throw new Error(`The script ${name} of package.json has no run in this file: add one to its table.`);
    await run();
  },
  timeout,
);

test("names no script that package.json lacks", () => {
  expect(Object.keys(runs).filter((name) => !(name in scripts))).toEqual([]);
});

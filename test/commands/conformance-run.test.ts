/** A run of all tests fails where the conformance matrix does not hold, and only a run of all tests is judged. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";

const config = `
  import { defineConfig } from "vitest/config";
  import { ConformanceReporter } from "./scripts/conformance/reporter.ts";
  const project = (name) => ({ test: { name, include: [name + ".test.js"] } });
  export default defineConfig({
    test: { reporters: [new ConformanceReporter("matrix.md")], projects: [project("a"), project("b")] },
  });
`;
const good = `import { describe, test } from "vitest"; describe("users", () => { test("are listed", () => {}); });`;
const skipping = good.replace("test(", "test.skip(");
const failing = good.replace("{}", '{ throw new Error("no"); }');

let checkout: Checkout;

beforeAll(() => {
  checkout = copyCheckout();
  const files = { "vitest.config.ts": config, "a.test.js": good, "b.test.js": good };
  for (const [name, text] of Object.entries(files)) write(name, text);
});

afterAll(() => checkout.remove());

const write = (name: string, text: string) => writeFileSync(join(checkout.path, name), text);

/** Runs the tests with a matrix that has these last cells. @returns the exit code, and the lines of the reporter */
function run(proofs: readonly string[], ...filters: readonly string[]) {
  write("matrix.md", proofs.map((proof, index) => `| ${index + 1} | something | ${proof} |`).join("\n"));
  const vitest = join(checkout.path, "node_modules/vitest/vitest.mjs");
  const options = { cwd: checkout.path, encoding: "utf8" } as const;
  const { status, stderr, stdout } = spawnSync(process.execPath, [vitest, "run", ...filters], options);
  const said = `${stdout}${stderr}`.split("\n").filter((line) => line.startsWith("conformance: "));
  return { status, said };
}

const [listed, invented] = ["`a.test.js > users > are listed`", "`a.test.js > users > are invented`"];

describe("a run of all tests", () => {
  test("passes where each line holds", () => {
    const unmet = "Not met: needs a console";
    expect(run([listed, unmet])).toEqual({ status: 0, said: ["conformance: 2 lines hold."] });
  });

  test("fails for a test that is not there, with a line for each offender", () => {
    const missing = "names a test that did not run: a.test.js > users > are invented";
    const said = [`conformance: line 1 ${missing}`, `conformance: line 3 ${missing}`];
    expect(run([invented, listed, invented])).toEqual({ status: 1, said });
  });

  test.each([
    ["was skipped", skipping],
    ["failed", failing],
  ])("fails for a test that %s", (state, file) => {
    write("a.test.js", file);
    const said = [`conformance: line 1 names a test that ${state}: a.test.js > users > are listed`];
    try {
      expect(run([listed])).toEqual({ status: 1, said });
    } finally {
      write("a.test.js", good);
    }
  });
});

test.each([["a.test"], ["--project=a"], ["-t", "are listed"], ["--shard=1/2"], ["--exclude=b.test.js"]])(
  "a run of some tests is not judged: %s",
  (...filters) => {
    expect(run([invented], ...filters)).toEqual({ status: 0, said: [] });
  },
);

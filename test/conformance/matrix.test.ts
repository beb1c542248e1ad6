/// <reference types="vite/client" />
/** The comparison of docs/conformance.md with a run (scripts/conformance/matrix.ts), and that the document has every line. */
import { describe, expect, test } from "vitest";
import matrix from "../../docs/conformance.md?raw";
import { findOffences, parseMatrix, type RunTest } from "../../scripts/conformance/matrix.ts";

const run: readonly RunTest[] = [
  { name: "test/a.test.ts > users > are listed", state: "passed" },
  { name: "test/a.test.ts > users > of $5 (a|b) are created", state: "passed" },
  { name: "test/a.test.ts > users > are deleted, at night", state: "failed" },
  { name: "test/a.test.ts > users > are moved", state: "skipped" },
  { name: "test/a.test.ts > users > are renamed", state: "pending" },
];

/** The offences of a matrix with the single line 7, whose last cell this is. */
const judge = (proof: string) => findOffences(parseMatrix(`| 7 | something | ${proof} |`), run);

describe("a line", () => {
  test.each([
    "`test/a.test.ts > users > are listed`",
    "`test/a.test.ts > users > are list*`",
    "`test/a.test.ts > users > of * are created`",
    "`test/a.test.ts > users > of $5 (a\\|b) are created`",
    "`test/a.test.ts > users > are listed`<br>`test/a.test.ts > users > of * are created`",
    "Not met: needs a console",
    "Not met: losing side of a choice: it is 403 here",
    "`test/a.test.ts > users > are listed`<br>Not met: needs a console for the rest",
    "Not met: needs a console; `npm run keys` makes keys here",
  ])("holds that has %s", (proof) => {
    expect(judge(proof)).toEqual([]);
  });

  test.each([
    ["`test/a.test.ts > users > are invented`", "names a test that did not run: test/a.test.ts > users > are invented"],
    ["`test/a.test.ts > users > are`", "names a test that did not run: test/a.test.ts > users > are"],
    ["`test/a.test.ts`", "names a test that did not run: test/a.test.ts"],
    ["`test/b.test.ts > *`", "names a test that did not run: test/b.test.ts > *"],
    [
      "`test/a.test.ts > users > are deleted, at night`",
      "names a test that failed: test/a.test.ts > users > are deleted, at night",
    ],
    [
      "`test/a.test.ts > users > are deleted*`",
      "names a test that failed: test/a.test.ts > users > are deleted, at night",
    ],
    ["`test/a.test.ts > users > are moved`", "names a test that was skipped: test/a.test.ts > users > are moved"],
    ["`test/a.test.ts > users > are renamed`", "names a test that did not end: test/a.test.ts > users > are renamed"],
    ["", "names neither a test nor a reason"],
    ["later", "names neither a test nor a reason"],
    ["Not met: it is not needed", "has no good reason: it is not needed"],
    ["Not met: not served yet", "has no good reason: not served yet"],
    ["Not met: losing side of a choice:", "has no good reason: losing side of a choice:"],
  ])("does not hold that has %s", (proof, offence) => {
    expect(judge(proof)).toEqual([`line 7 ${offence}`]);
  });

  test("has one offence for each unmet test", () => {
    expect(judge("`test/a.test.ts > users > are *`")).toEqual([
      "line 7 names a test that failed: test/a.test.ts > users > are deleted, at night",
      "line 7 names a test that was skipped: test/a.test.ts > users > are moved",
      "line 7 names a test that did not end: test/a.test.ts > users > are renamed",
    ]);
  });

  test("is a row that begins with its id, regardless of other text", () => {
    const document = ["# Lines", "| Line | What | Tests |", "| --- | --- | --- |", "| 12 | a \\| b | `x > y` |", "12"];
    expect(parseMatrix([...document, "| W3 | c | Not met: needs a console |"].join("\n"))).toEqual([
      { id: "12", proofs: ["x > y"], reason: "" },
      { id: "W3", proofs: [], reason: "needs a console" },
    ]);
  });
});

describe("docs/conformance.md", () => {
  const ids = parseMatrix(matrix).map(({ id }) => id);
  const upTo = (count: number, prefix = "") => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

  test("has each line of each checklist once, in order", () => {
    expect(ids).toEqual([...upTo(126), ...upTo(10, "P"), ...upTo(73, "W")]);
  });

  test("names a test or a valid reason in each line", () => {
    const offences = findOffences(parseMatrix(matrix), []);
    expect(offences.filter((offence) => !offence.includes(" names a test that did not run: "))).toEqual([]);
  });
});

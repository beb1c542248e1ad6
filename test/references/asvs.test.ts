/// <reference types="vite/client" />
/** The table of OWASP ASVS in docs/security.md has every requirement of its chapters, each with a proof or a reason. */
import { expect, test } from "vitest";
import { hasTest, testsNamedIn } from "../../scripts/references/titles.ts";

const sources = import.meta.glob<string>(["/src/**/*.test.ts", "/test/**/*.test.ts"], {
  query: "?raw",
  import: "default",
});
const pages = import.meta.glob<string>("/docs/security.md", { query: "?raw", import: "default", eager: true });
const document = pages["/docs/security.md"] ?? "";

/** The requirements of levels 1 and 2 in each section of ASVS 5.0.0. Sections 6.7 and 11.7 have none. */
const requirements: Readonly<Record<string, readonly number[]>> = {
  "6.1": [1, 2, 3],
  "6.2": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  "6.3": [1, 2, 3, 4],
  "6.4": [1, 2, 3, 4],
  "6.5": [1, 2, 3, 4, 5],
  "6.6": [1, 2, 3],
  "6.8": [1, 2, 3, 4],
  "7.1": [1, 2, 3],
  "7.2": [1, 2, 3, 4],
  "7.3": [1, 2],
  "7.4": [1, 2, 3, 4, 5],
  "7.5": [1, 2],
  "7.6": [1, 2],
  "8.1": [1, 2],
  "8.2": [1, 2, 3],
  "8.3": [1],
  "8.4": [1],
  "11.1": [1, 2],
  "11.2": [1, 2, 3],
  "11.3": [1, 2, 3],
  "11.4": [1, 2, 3, 4],
  "11.5": [1],
  "11.6": [1],
};

const rows = [...document.matchAll(/^\| V(\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm)].map(
  ([, id = "", asks = "", state = "", proof = ""]) => ({ id, asks, state, proof }),
);

test("has each requirement of levels 1 and 2 once, in their order", () => {
  const all = Object.entries(requirements).flatMap(([section, numbers]) => numbers.map((n) => `${section}.${n}`));
  expect(rows.map(({ id }) => id)).toEqual(all);
});

test.each(rows.map((row) => [row.id, row] as const))(
  "V%s is met by tests or documents that there are, or has its reason",
  async (_, row) => {
    expect(["met", "partly", "not met", "does not apply"]).toContain(row.state);
    const named = testsNamedIn(row.proof);
    const isShown = named.length > 0 || /\]\([\w./#-]+\)/.test(row.proof);
    if (row.state === "met" || row.state === "partly") expect(isShown).toBe(true);
    // A reason is left once the names of tests are taken away.
    if (row.state !== "met") expect(row.proof.replaceAll(/`[^`]+`: "[^"]+"/g, "").length).toBeGreaterThan(20);
    for (const { path, title } of named) {
      const source = await sources[`/${path}`]?.();
      expect({ path, title, exists: source !== undefined && hasTest(source, title) }).toEqual({
        path,
        title,
        exists: true,
      });
    }
  },
);

test("counts the states as the text above the table does", () => {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  expect(document.replaceAll(/\s+/g, " ")).toContain(
    `${count("met")} met, ${count("partly")} partly, ${count("not met")} not met, ${count("does not apply")} that do not apply`,
  );
});

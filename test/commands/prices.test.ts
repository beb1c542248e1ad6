/** docs/prices.md has the prices of the budgets. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { costOf, priceList } from "../../scripts/prices/table.ts";
import { fail } from "../../src/errors/result.ts";
import { copyCheckout } from "./checkout.ts";

test.each([
  [{ statements: [], rowsRead: 0, rowsWritten: 0 }, 0.3],
  [{ statements: [1], rowsRead: 1_000, rowsWritten: 0 }, 1.3],
  [{ statements: [1, 2], rowsRead: 0, rowsWritten: 7 }, 7.3],
  [{ statements: [], rowsRead: 0, rowsWritten: 0, kv: ["get", "getWithMetadata"] }, 1.3],
  [{ statements: [], rowsRead: 0, rowsWritten: 0, kv: ["put", "delete", "list"] }, 15.3],
])("a million of %j cost %d dollars", (budget, cost) => {
  expect(costOf(budget)).toBeCloseTo(cost, 10);
});

test("each operation has a row, in their order, with its costs added up", async () => {
  const list = await priceList(
    [
      { id: "b", method: "POST", path: "/b/{id}" },
      { id: "a", method: "GET", path: "/a" },
    ],
    {
      a: { statements: [1], rowsRead: 3, rowsWritten: 0 },
      b: { statements: [1, 5], afterwards: [1], rowsRead: 46, rowsWritten: 35, kv: ["put"] },
    },
  );
  const rows = list.ok ? list.value.split("\n").filter((line) => line.startsWith("| `")) : [];
  expect(rows.map((row) => row.split("|").map((cell) => cell.trim()))).toEqual([
    ["", "`POST /v1/b/{id}`", "7", "3", "2", "1", "46", "35", "1", "40.35", ""],
    ["", "`GET /v1/a`", "1", "1", "1", "1", "3", "0", "0", "0.30", ""],
  ]);
});

test("an operation without a budget has no price", async () => {
  expect(await priceList([{ id: "a", method: "GET", path: "/a" }], {})).toEqual(
    fail("a has no budget: write test/cases/a.ts."),
  );
});

test("the document is what `npm run generate` would write, and the check sees when it is not", () => {
  const checkout = copyCheckout(["test"]);
  onTestFinished(() => checkout.remove());
  const prices = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/prices.ts", ...args], {
      cwd: checkout.path,
      encoding: "utf8",
    });
    return { status, stderr };
  };
  expect(prices("--check")).toEqual({ status: 0, stderr: "" });

  const path = join(checkout.path, "docs/prices.md");
  const document = readFileSync(path, "utf8");
  writeFileSync(path, document.replace("POST /v1/users", "POST /v1/user"));
  expect(prices("--check")).toEqual({ status: 1, stderr: "docs/prices.md is out of date.\n" });
  expect(prices()).toEqual({ status: 0, stderr: "" });
  expect(readFileSync(path, "utf8")).toBe(document);
});

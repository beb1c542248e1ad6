/** 600 hostile rows; 10,000 are in test/deep/hostile-imports.test.ts. */
import { expect, test } from "vitest";
import { makeTeam } from "../harness/teams.ts";
import { importHostile } from "./hostile.ts";

test("hostile rows break nothing, and a dry run predicts their outcomes", { timeout: 60_000 }, async () => {
  for (const teamId of ["crew", "fleet"]) await makeTeam({ teamId });
  const totals = await importHostile(6, 100, 20_261_201);
  // Six hundred rows are too few to contain an update that keeps a field.
  const missing = Object.entries(totals).filter(([, count]) => count === 0);
  expect(missing.filter(([name]) => name !== "kept")).toEqual([]);
});

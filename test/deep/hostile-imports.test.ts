/** 10,000 random hostile rows of imports. `VITE_HOSTILE_SEED=<seed>` repeats a run. */
/// <reference types="vite/types/importMeta.d.ts" />
import { expect, test } from "vitest";
import { makeTeam } from "../harness/teams.ts";
import { importHostile } from "../imports/hostile.ts";

const seed = Number(import.meta.env["VITE_HOSTILE_SEED"] ?? Math.floor(Math.random() * 1_000_000));

test(
  `hostile rows break nothing, and a dry run predicts their outcomes, seed ${seed}`,
  { timeout: 120_000 },
  async () => {
    for (const teamId of ["crew", "fleet"]) await makeTeam({ teamId });
    const totals = await importHostile(40, 250, seed);
    expect(Object.entries(totals).filter(([, count]) => count === 0)).toEqual([]);
  },
);

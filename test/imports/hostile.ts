/** The invariants of chunks with hostile rows. */
import { expect } from "vitest";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { hostileRows } from "../hostile/rows.ts";
import { findInconsistencies } from "./consistency.ts";

/** Options under which chunks are imported, in turn. */
const options = ["", "&replaceUnproven=true", "&emailsUnproven=true&replaceUnproven=true"];

const send = (query: string, body: object) => call("POST", `/users/import?${query}`, { body });

/**
 * Imports chunks of hostile rows: none is answered with a server error, a dry run says what a run does, a repetition writes
 * nothing, and everything that is kept beside users agrees with them.
 * @returns how many rows had each outcome, those that a repetition found included
 */
export async function importHostile(chunks: number, size: number, seed: number) {
  const totals = { created: 0, exists: 0, duplicates: 0, taken: 0, invalid: 0 };
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const rows = hostileRows(size, seed + chunk);
    const query = `importId=hostile-${seed}&first=${chunk * size + 1}${options[chunk % options.length] ?? ""}`;
    const before = await dump();
    const predicted = await send(`${query}&dryRun=true`, rows);
    expect(await dump()).toEqual(before);
    const done = await send(query, rows);
    const at = { seed, chunk };
    expect({ ...at, status: done.status, body: done.body }).toEqual({
      ...at,
      status: 200,
      body: { ...predicted.body, dryRun: false },
    });
    const after = await dump();
    const again = await send(query, rows);
    // An address that a first row gave up is free for a row that wanted it: only a run that replaces nothing is a fixed point.
    if (!query.includes("replace")) {
      expect({ ...at, created: again.body["created"] }).toEqual({ ...at, created: 0 });
      expect(await dump()).toEqual(after);
    }
    for (const name of ["created", "exists", "duplicates", "taken", "invalid"] as const) {
      totals[name] += Number(done.body[name]);
    }
    totals.exists += Number(again.body["exists"]);
  }
  expect(await findInconsistencies()).toEqual([]);
  return totals;
}

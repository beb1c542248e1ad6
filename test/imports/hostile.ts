/** The properties of chunks with hostile rows. */
import { expect } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows as read } from "../harness/database.ts";
import { hostileRows } from "../hostile/rows.ts";
import { findInconsistencies } from "./consistency.ts";

/** Options of the imports, used in turn. */
const options = ["", "&replaceUnproven=true", "&update=true", "&emailsUnproven=true&replaceUnproven=true&update=true"];

/** The number of rows between two dumps: dumping some thousand users takes longer than importing hundreds. */
const dumpEvery = 500;

/** Numbers of which one grows with every creation or change. */
const counts = `SELECT (SELECT max(seq) FROM users) AS users, (SELECT max(seq) FROM logs) AS logs,
  (SELECT count(*) FROM targets) AS targets, (SELECT max(updated_at) FROM users) AS updated`;

const send = (query: string, body: object) => call("POST", `/users/import?${query}`, { body });

/**
 * Imports chunks of hostile rows: none causes a server error, a dry run predicts the run, a repetition writes nothing, and
 * all derived rows agree with the users.
 * @returns the number of rows of each outcome, repetitions included
 */
export async function importHostile(chunks: number, size: number, seed: number) {
  const totals = { created: 0, exists: 0, changed: 0, kept: 0, duplicates: 0, taken: 0, invalid: 0 };
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const rows = hostileRows(size, seed + chunk);
    const query = `importId=hostile-${seed}&first=${chunk * size + 1}${options[chunk % options.length] ?? ""}`;
    const isDumped = chunk === chunks - 1 || ((chunk + 1) * size) % dumpEvery < size;
    const look = () => (isDumped ? dump() : read(counts));
    const before = await look();
    const predicted = await send(`${query}&dryRun=true`, rows);
    expect(await look()).toEqual(before);
    const done = await send(query, rows);
    const at = { seed, chunk };
    expect({ ...at, status: done.status, body: done.body }).toEqual({
      ...at,
      status: 200,
      body: { ...predicted.body, dryRun: false },
    });
    const after = await look();
    const again = await send(query, rows);
    // A run that takes addresses away frees them for other rows, so only a run without that option is idempotent.
    if (!/replace|update/.test(query)) {
      expect({ ...at, created: again.body["created"] }).toEqual({ ...at, created: 0 });
      expect(await look()).toEqual(after);
    }
    for (const name of ["created", "exists", "changed", "duplicates", "taken", "invalid"] as const) {
      totals[name] += Number(done.body[name]);
    }
    totals.exists += Number(again.body["exists"]);
    // Random rows differ in more than one field: a row may keep one field and change others.
    totals.kept += done.text.split('"kept":[').length - 1;
    // Some of the rows' users change here, if they exist by now.
    for (let number = chunk % 2; number < 40; number += 2) {
      await call("PATCH", `/users/user${number}/name`, { body: { name: "Changed here" } });
    }
  }
  expect(await findInconsistencies()).toEqual([]);
  return totals;
}

/** What a run says at its end. Pure. */
import { prices } from "../prices/published.ts";
import { durationOf } from "./progress.ts";
import type { Tally } from "./tally.ts";

/** Rows that D1 writes for a user with an email, a name and a password, indexes included (docs/prices.md). */
export const rowsWrittenPerUser = 29;

/** CPU of a user, in milliseconds: parsing, rules and the batch. */
const cpuPerUser = 0.2;

/** US dollars for what a run did, beyond what Cloudflare's paid plan includes. */
export function priceOf({ counts, requests }: Tally): number {
  const created = counts.created * (rowsWrittenPerUser * prices.rowWritten + cpuPerUser * prices.cpuMillisecond);
  return (created + requests * prices.request) / 1_000_000;
}

const dollars = (amount: number): string => (amount < 0.01 ? "less than 0.01" : `about ${amount.toFixed(2)}`);

export interface Ending {
  readonly isDryRun: boolean;
  readonly seconds: number;
  /** The file of rejected rows. */
  readonly rejects: string;
}

/** @returns lines for the terminal: a table of outcomes, what did not come along, and the price */
export function reportOf(tally: Tally, { isDryRun, rejects, seconds }: Ending): string {
  const { created, duplicate, exists, invalid, taken } = tally.counts;
  const rows: readonly (readonly [string, number])[] = [
    ["rows", tally.rows],
    [isDryRun ? "to create" : "created", created],
    ["existing", exists],
    ["rejected", tally.rejected],
    ["  duplicate", duplicate],
    ["  taken", taken],
    ["  invalid", invalid],
  ];
  const shown = rows.filter(([name, count]) => !name.startsWith("  ") || count > 0);
  const width = String(tally.rows).length;
  const price = `${dollars(priceOf(tally))} US dollars beyond what the paid plan includes`;
  const written = (created * rowsWrittenPerUser).toLocaleString("en");
  return [
    ...shown.map(([name, count]) => `${name.padEnd(12)}${String(count).padStart(width)}`),
    ...[...tally.left].map(([what, count]) => `left out: ${what}: ${count}`),
    ...(tally.rejected > 0
      ? [`Rejected rows, with reasons: ${rejects}. Mend them there, then: npm run import -- ${rejects} --from rollcall`]
      : []),
    isDryRun
      ? `Nothing is written: this was a dry run. The import writes some ${written} rows in D1: ${price}.`
      : `Took ${durationOf(seconds)}. Some ${written} rows written in D1: ${price}.`,
  ].join("\n");
}

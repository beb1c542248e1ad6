/** The report at the end of a run. Pure. */
import { prices } from "../prices/published.ts";
import { durationOf } from "./progress.ts";
import type { Tally } from "./tally.ts";

/** Rows that D1 writes for a user with an email, a name and a password, indexes included (docs/prices.md). */
export const rowsWrittenPerUser = 29;

/** Rows that D1 writes for a user with a few changed fields: the row, its indexes, words and the log. */
const rowsWrittenPerChange = 12;

/** CPU time per user, in milliseconds: parsing, rules and the batch. */
const cpuPerUser = 0.2;

const rowsWrittenOf = ({ counts }: Pick<Tally, "counts">): number =>
  counts.created * rowsWrittenPerUser + counts.changed * rowsWrittenPerChange;

/** The price of a run in US dollars, beyond what Cloudflare's paid plan includes. */
export function priceOf({ counts, requests }: Tally): number {
  const written = rowsWrittenOf({ counts }) * prices.rowWritten;
  const cpu = (counts.created + counts.changed) * cpuPerUser * prices.cpuMillisecond;
  return (written + cpu + requests * prices.request) / 1_000_000;
}

const dollars = (amount: number): string => (amount < 0.01 ? "less than 0.01" : `about ${amount.toFixed(2)}`);

export interface Ending {
  readonly isDryRun: boolean;
  /** Whether existing users were compared with the source. */
  readonly isUpdate: boolean;
  readonly seconds: number;
  /** The file of rejected rows. */
  readonly rejects: string;
}

/** @returns lines for the terminal: a table of outcomes, the data that was left out, and the price */
export function reportOf(tally: Tally, { isDryRun, isUpdate, rejects, seconds }: Ending): string {
  const { changed, created, duplicate, exists, invalid, kept, pending, taken } = tally.counts;
  const rows: readonly (readonly [string, number])[] = [
    ["rows", tally.rows],
    [isDryRun ? "to create" : "created", created],
    ["existing", exists],
    ...(isUpdate
      ? ([
          [isDryRun ? "to change" : "changed", changed],
          ["kept", kept],
        ] as const)
      : []),
    ["rejected", tally.rejected],
    ["  duplicate", duplicate],
    ["  taken", taken],
    ["  invalid", invalid],
    ["  pending", pending],
  ];
  const shown = rows.filter(([name, count]) => !name.startsWith("  ") || count > 0);
  const width = String(tally.rows).length;
  const price = `${dollars(priceOf(tally))} US dollars beyond what the paid plan includes`;
  const written = rowsWrittenOf(tally).toLocaleString("en");
  return [
    ...shown.map(([name, count]) => `${name.padEnd(12)}${String(count).padStart(width)}`),
    ...[...tally.left].map(([part, count]) => `left out: ${part}: ${count}`),
    ...(tally.rejected > 0
      ? [`Rejected rows, with reasons: ${rejects}. Mend them there, then: npm run import -- ${rejects} --from rollcall`]
      : []),
    isDryRun
      ? `Nothing is written: this was a dry run. The import writes some ${written} rows in D1: ${price}.`
      : `Took ${durationOf(seconds)}. Some ${written} rows written in D1: ${price}.`,
  ].join("\n");
}

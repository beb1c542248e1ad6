/** Figures to text. Pure. */
import type { Cost } from "./compare.ts";
import type { Round } from "./generator.ts";
import { type OperationName, operationOf, type Side, sides } from "./operations.ts";

/** A round and the CPU time of the server for it. */
export interface Measurement extends Round {
  readonly cpuSeconds: number;
}

/** Ours and bare, one right after the other. */
export type Pair = Readonly<Record<Side, Measurement>>;

/** Share of a core from which the load generator may be the bottleneck. */
const generatorLoadMax = 0.8;

const rateOf = ({ requests, seconds }: Measurement) => requests / seconds;
const cpuOf = ({ cpuSeconds, requests }: Measurement) => (cpuSeconds / requests) * 1000;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

const toFixed = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

const head = ["operation", "side", "req/s", "p50 ms", "p99 ms", "CPU s/1000", "load"];

/**
 * A table of the medians over the rounds, two lines for each operation.
 * Other load on the machine changes rates and latencies a lot, the CPU time of a request much less.
 */
export function table(results: ReadonlyMap<OperationName, readonly Pair[]>): string {
  const rows = [...results].flatMap(([name, pairs]) =>
    sides.map((side) => {
      const of = (read: (measurement: Measurement) => number) => median(pairs.map((pair) => read(pair[side])));
      const figures = [of(rateOf), of(({ p50Ms }) => p50Ms), of(({ p99Ms }) => p99Ms), of(cpuOf)].map(toFixed);
      return [name, side, ...figures, `${(of(({ generatorLoad }) => generatorLoad) * 100).toFixed(0)} %`];
    }),
  );
  return align([head, ...rows]);
}

/**
 * The share of bare that ours reaches, the aim, and whether it is met; and the rows of D1 that one request of ours costs.
 * Ratios are medians of the ratios of neighbouring rounds.
 */
export function verdicts(
  results: ReadonlyMap<OperationName, readonly Pair[]>,
  costs: ReadonlyMap<OperationName, Cost>,
): string {
  const rows = [...results].map(([name, pairs]) => {
    const ratios = pairs.map(({ bare, ours }) => rateOf(ours) / rateOf(bare));
    const cpu = median(pairs.map(({ bare, ours }) => cpuOf(bare) / cpuOf(ours)));
    const ratio = median(ratios);
    const spread = `${toFixed(Math.min(...ratios))} - ${toFixed(Math.max(...ratios))}`;
    const { rowsRead = 0, rowsWritten = 0 } = costs.get(name) ?? {};
    const verdict = judge(operationOf(name).aim, ratio, cpu);
    return [name, toFixed(ratio), spread, toFixed(cpu), ...verdict, String(rowsRead), String(rowsWritten)];
  });
  return align([
    ["operation", "rate ours/bare", "rounds", "CPU bare/ours", "aim", "rate", "CPU", "rows read", "written"],
    ...rows,
  ]);
}

/** An aim as text, and whether each of the two ratios meets it. */
function judge(aim: number | undefined, rate: number, cpu: number): readonly [aim: string, rate: string, cpu: string] {
  if (aim === undefined) return ["none", "", ""];
  const verdict = (ratio: number) => (ratio >= aim ? "met" : "missed");
  return [`>= ${aim.toFixed(2)}`, verdict(rate), verdict(cpu)];
}

/** Reasons to doubt the figures. */
export function warnings(results: ReadonlyMap<OperationName, readonly Pair[]>): string[] {
  const busiest = Math.max(
    ...[...results.values()].flat().flatMap(({ bare, ours }) => [bare.generatorLoad, ours.generatorLoad]),
  );
  return busiest > generatorLoadMax
    ? [
        `The load took ${(busiest * 100).toFixed(0)} % of a core: it may have been the bottleneck. Take fewer connections.`,
      ]
    : [];
}

/** Columns as wide as their widest cell: the first to the left, figures to the right. */
export function align(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

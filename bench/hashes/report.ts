/** Figures to text. Pure. */
import { align } from "../report.ts";
import type { Figures } from "./measure.ts";

/** CPU that Cloudflare's plans give a request, in milliseconds; the paid one by default. */
const freePlanMs = 10;
const paidPlanMs = 30_000;

/** The targets of docs/passwords.md. Ratios of times below a millisecond are not judged. */
const ratioMax = 1.7;
const ratioCountsAboveMs = 1;
const memoryMaxMB = 100;
const defaultPerSecondMin = 28;

const min = (values: readonly number[]) => Math.min(...values);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ratioOf = ({ floorMs, oursMs }: Figures) => median(oursMs) / median(floorMs);

/** Three significant digits: the times are no more precise. */
const toText = (ms: number) => (ms < 100 ? ms.toPrecision(3) : ms.toFixed(0));

const toMB = (bytes: number) => Math.ceil(bytes / 1e6);

function planOf({ firstMs, oursMs }: Figures): string {
  const ms = Math.max(firstMs, median(oursMs));
  if (ms > paidPlanMs) return "none";
  return ms > freePlanMs ? "paid" : "free";
}

const head = ["format and cost", "first", "min", "median", "floor min", "median", "by", "ratio", "plan", "MB"];

/** One line for each case. Milliseconds of CPU per verification; megabytes for the largest of a format. */
export function table(results: readonly Figures[]): string {
  const rows = results.map((figures) => {
    const { firstMs, floorMs, hashCase, oursMs, peakAboveIdleBytes } = figures;
    const { cost, floor, largest, stored } = hashCase;
    return [
      `${stored.hash} ${cost}`,
      ...[firstMs, min(oursMs), median(oursMs), min(floorMs), median(floorMs)].map(toText),
      floor.by,
      ratioOf(figures).toFixed(2),
      planOf(figures),
      largest ? String(toMB(peakAboveIdleBytes)) : "",
    ];
  });
  return align([head, ...rows]);
}

/**
 * Whether the aims are met, one line for each.
 * @param togetherBytes the memory of all formats in one process, in bytes
 */
export function verdicts(results: readonly Figures[], togetherBytes: number): string {
  const ratios = results.filter(({ oursMs }) => median(oursMs) > ratioCountsAboveMs).map(ratioOf);
  const alone = results.filter(({ hashCase }) => hashCase.largest).map(({ peakAboveIdleBytes }) => peakAboveIdleBytes);
  const perSecond = results
    .filter(({ hashCase }) => hashCase.isDefault)
    .map(({ oursMs }) => Math.floor(1000 / median(oursMs)));
  return align([
    ["", "worst", "aim", ""],
    ...verdict(`times the floor, hashes above ${ratioCountsAboveMs} ms`, ratios, "<=", ratioMax),
    ...verdict("MB above idle, 16 of the largest in a row, each format by itself", alone.map(toMB), "<=", memoryMaxMB),
    ...verdict("MB above idle, all formats in turn", [toMB(togetherBytes)], "<=", memoryMaxMB),
    ...verdict("verifications a second of the default, on one thread", perSecond, ">=", defaultPerSecondMin),
  ]);
}

function verdict(what: string, values: readonly number[], sign: "<=" | ">=", aim: number): string[][] {
  if (values.length === 0) return [];
  const worst = sign === "<=" ? Math.max(...values) : Math.min(...values);
  const isMet = sign === "<=" ? worst <= aim : worst >= aim;
  return [
    [what, Number.isInteger(worst) ? String(worst) : worst.toFixed(2), `${sign} ${aim}`, isMet ? "met" : "missed"],
  ];
}

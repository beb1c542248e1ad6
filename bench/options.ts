/** The command line of `npm run bench`. Pure. */
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../src/errors/result.ts";
import { edgeOperations, type OperationName, operationNames } from "./operations.ts";

export interface Options {
  readonly users: number;
  /** Rounds of each side, of each operation. */
  readonly rounds: number;
  /** 0.1 to 10; may be a fraction. */
  readonly secondsPerRound: number;
  readonly connections: number;
  readonly only: readonly OperationName[];
  /** The operations to take a CPU profile of, instead of measuring; none: measure. */
  readonly profile: readonly OperationName[];
}

export const usage = `Usage: npm run bench -- [--users N] [--rounds N] [--seconds N] [--connections N] [--only NAME,NAME] [--profile NAME]
NAME is one of ${operationNames.join(", ")}; --profile edge stands for ${edgeOperations.join(" and ")}.`;

/** Parses the options of a benchmark that takes only --rounds. @param args the arguments after its name */
export function parseRounds(args: readonly string[]): Result<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { rounds: text } });
    return ok(wholeNumber("rounds", values.rounds ?? "5", 1, 20));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const text = { type: "string" } as const;

/**
 * @param args the arguments after `npm run bench --`
 * @returns the options, or one sentence that says which argument is wrong
 */
export function parseOptions(args: readonly string[]): Result<Options> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { users: text, rounds: text, seconds: text, connections: text, only: text, profile: text },
    });
    return ok({
      // A page must fit behind every deep cursor (bench/seed.ts); the surnames' letters are enough for this many.
      users: wholeNumber("users", values.users ?? "100000", 200, 3_000_000),
      rounds: wholeNumber("rounds", values.rounds ?? "5", 1, 20),
      secondsPerRound: seconds(values.seconds ?? "3", 0.1, 10),
      connections: wholeNumber("connections", values.connections ?? "16", 1, 128),
      only: inOrder(values.only === undefined ? operationNames : values.only.split(",").map(operation)),
      profile:
        values.profile === undefined
          ? []
          : values.profile === "edge"
            ? edgeOperations
            : values.profile.split(",").map(operation),
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** In the order of the table: operations that write come last, because they make the two databases differ. */
const inOrder = (names: readonly OperationName[]): OperationName[] =>
  operationNames.filter((name) => names.includes(name));

/** @throws RangeError where an option is not a whole number within its bounds */
export function wholeNumber(name: string, given: string, min: number, max: number): number {
  const value = /^[0-9]{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new RangeError(`--${name} takes a whole number from ${min} to ${max}, not "${given}".`);
}

function seconds(given: string, min: number, max: number): number {
  const value = /^[0-9]{1,2}(?:\.[0-9]{1,3})?$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new RangeError(`--seconds takes a number from ${min} to ${max}, not "${given}".`);
}

function operation(given: string): OperationName {
  const name = operationNames.find((known) => known === given);
  if (name === undefined) throw new RangeError(`There is no operation "${given}".`);
  return name;
}

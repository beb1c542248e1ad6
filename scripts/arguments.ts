/** Reads the options of a command line. Pure. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { fail, ok, type Result } from "../src/errors/result.ts";

/** Node's advice to pass an unknown option as a positional argument: no command here takes such an argument. */
const advice = /(?:\. To specify a positional argument [^]*|\.?)$/;

/**
 * @param args the arguments after the name of the command
 * @param config the options, in the form of Node's `parseArgs`
 * @returns the result of `parseArgs`, or one line that says which argument is wrong
 */
export function readArguments<const T extends Omit<ParseArgsConfig, "args">>(
  args: readonly string[],
  config: T,
): Result<ReturnType<typeof parseArgs<T>>> {
  try {
    return ok(parseArgs<T>({ ...config, args: [...args] }));
  } catch (error) {
    return fail(error instanceof Error ? error.message.replace(advice, ".") : String(error));
  }
}

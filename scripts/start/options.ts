/** The command line of `npm start`. Pure. */
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../../src/errors/result.ts";

export const usage = "Usage: npm start -- [--port PORT] [--persist-to DIR]";

export interface Options {
  readonly port: number;
  /** Where the local database and KV live. */
  readonly persistTo: string;
}

const portMax = 65_535;

/** A port as decimal digits, 1 to 65535. */
function parsePort(text: string): Result<number> {
  const port = Number(text);
  return /^[0-9]{1,5}$/.test(text) && port >= 1 && port <= portMax
    ? ok(port)
    : fail(`--port takes a number from 1 to ${portMax}, not "${text}".`);
}

/**
 * @param args what follows `npm start --`
 * @returns the options, or one sentence that says which argument is wrong
 */
export function parseOptions(args: readonly string[]): Result<Options> {
  const { tokens } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, "persist-to": { type: "string" } },
    strict: false,
    tokens: true,
  });
  let port = 8787;
  let persistTo = ".wrangler/state";
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") return fail(`Unknown argument "${token.value}".`);
    if (token.name !== "port" && token.name !== "persist-to") return fail(`Unknown option ${token.rawName}.`);
    if (token.value === undefined || token.value === "") return fail(`${token.rawName} takes a value.`);
    if (token.name === "persist-to") {
      persistTo = token.value;
    } else {
      const parsed = parsePort(token.value);
      if (!parsed.ok) return parsed;
      port = parsed.value;
    }
  }
  return ok({ port, persistTo });
}

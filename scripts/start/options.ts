/** The command line of `npm start`. Pure. */
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { jobNames } from "../../src/jobs/schedule.ts";

export const usage = "Usage: npm start -- [--port PORT] [--host HOST] [--persist-to DIR] [--run JOB]";

export interface Options {
  readonly port: number;
  /** The address that the Worker listens on; `localhost`: only programs of this machine reach it. */
  readonly host: string;
  /** Where the local database and KV live. */
  readonly persistTo: string;
  /** A job to run now, instead of serving; null: none. */
  readonly run: string | null;
}

const portMax = 65_535;

/** A port as decimal digits, 1 to 65535. */
function parsePort(text: string): Result<number> {
  const port = Number(text);
  return /^[0-9]{1,5}$/.test(text) && port >= 1 && port <= portMax
    ? ok(port)
    : fail(`--port takes a number from 1 to ${portMax}, not "${text}".`);
}

function parseHost(text: string): Result<string> {
  return text === "localhost" || isIP(text) !== 0
    ? ok(text)
    : fail(`--host takes an address of this machine, 0.0.0.0 for all of them, or localhost, not "${text}".`);
}

function parseJob(text: string): Result<string> {
  return jobNames.includes(text) ? ok(text) : fail(`--run takes ${jobNames.join(" or ")}, not "${text}".`);
}

const text = (value: string): Result<string> => ok(value);

const parsers = { port: parsePort, host: parseHost, "persist-to": text, run: parseJob };

const isOption = (name: string): name is keyof typeof parsers => Object.hasOwn(parsers, name);

/**
 * @param args the arguments after `npm start --`
 * @returns the options, or one sentence that says which argument is wrong
 */
export function parseOptions(args: readonly string[]): Result<Options> {
  const string = { type: "string" } as const;
  const { tokens } = parseArgs({
    args: [...args],
    options: { port: string, host: string, "persist-to": string, run: string },
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string | number>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") return fail(`Unknown argument "${token.value}".`);
    if (!isOption(token.name)) return fail(`Unknown option ${token.rawName}.`);
    if (token.value === undefined || token.value === "") return fail(`${token.rawName} takes a value.`);
    const parsed = parsers[token.name](token.value);
    if (!parsed.ok) return parsed;
    given.set(token.name, parsed.value);
  }
  return ok({
    port: Number(given.get("port") ?? 8787),
    host: String(given.get("host") ?? "localhost"),
    persistTo: String(given.get("persist-to") ?? ".wrangler/state"),
    run: given.has("run") ? String(given.get("run")) : null,
  });
}

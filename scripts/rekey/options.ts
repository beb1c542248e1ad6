/** The command line of `npm run rekey`. Pure. */
import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Place } from "../keys/database.ts";

export const usage = `Usage: npm run rekey -- --secrets-file FILE
FILE sets SECRET_KEY and SECRET_KEY_PREVIOUS, as dotenv or JSON.
For the local database; with --persist-to DIR for the one of \`npm start -- --persist-to DIR\`, with --remote for the deployed one.`;

export interface Command {
  readonly place: Place;
  readonly secretsFile: string;
}

const options = {
  "secrets-file": { type: "string" },
  "persist-to": { type: "string" },
  remote: { type: "boolean", default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...args], options }));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param args what follows `npm run rekey --`
 * @returns the command, or one line that says what is wrong with it
 */
export function parseCommand(args: readonly string[]): Result<Command> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { "persist-to": persistTo, remote, "secrets-file": secretsFile = "" } = parsed.value.values;
  if (secretsFile === "") return fail("Say where the secrets are: --secrets-file FILE.");
  if (remote && persistTo !== undefined) {
    return fail("--persist-to is for a local database, --remote for the deployed one.");
  }
  const place: Place = remote ? { kind: "remote" } : { kind: "local", persistTo: persistTo ?? ".wrangler/state" };
  return ok({ place, secretsFile });
}

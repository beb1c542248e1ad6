/** The command line of `npm run rekey`. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { readArguments } from "../arguments.ts";
import { parsePlace, type Place, placeOptions, placeUsage } from "../keys/database.ts";

export const usage = `Usage: npm run rekey -- --secrets-file FILE
FILE sets SECRET_KEY and SECRET_KEY_PREVIOUS, as dotenv or JSON.
${placeUsage}`;

export interface Command {
  readonly place: Place;
  readonly secretsFile: string;
}

const options = {
  "secrets-file": { type: "string" },
  ...placeOptions,
} as const;

/**
 * @param args the arguments after `npm run rekey --`
 * @returns the command, or one line with the error
 */
export function parseCommand(args: readonly string[]): Result<Command> {
  const parsed = readArguments(args, { options });
  if (!parsed.ok) return parsed;
  const { "secrets-file": secretsFile = "", ...values } = parsed.value.values;
  if (secretsFile === "") return fail("Say where the secrets are: --secrets-file FILE.");
  const place = parsePlace(values);
  return place.ok ? ok({ place: place.value, secretsFile }) : place;
}

/** The command line of `npm run keys`. Pure. */
import { fullControl } from "../../src/domain/context/index.ts";
import { keyScopes } from "../../src/domain/keys/index.ts";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { parseDatetime } from "../../src/lib/queries/datetime.ts";
import { readArguments } from "../arguments.ts";
import { parsePlace, type Place, placeOptions, placeUsage } from "./database.ts";

export const usage = `Usage: npm run keys -- create --name NAME --scopes SCOPE,… [--expire DATE]
       npm run keys -- list
       npm run keys -- revoke ID
Scopes of full control of every account:
${Object.entries(fullControl)
  .map(([scope, why]) => `  ${scope}: ${why}.`)
  .join("\n")}
${placeUsage}`;

/** A key to be made. */
export interface NewKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
}

export type Command =
  | { readonly kind: "create"; readonly place: Place; readonly key: NewKey }
  | { readonly kind: "list"; readonly place: Place }
  | { readonly kind: "revoke"; readonly place: Place; readonly id: string };

const nameMax = 128;

const options = {
  name: { type: "string" },
  scopes: { type: "string" },
  expire: { type: "string" },
  ...placeOptions,
} as const;

/** Parses scopes. The error names the first one that an API key cannot have. */
function parseScopes(text: string): Result<readonly string[]> {
  const scopes = text.split(",").map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !keyScopes.includes(scope));
  return unknown === undefined
    ? ok([...new Set(scopes)])
    : fail(`There is no scope "${unknown}". Scopes: ${keyScopes.join(", ")}.`);
}

function parseNewKey(
  values: { readonly name?: string; readonly scopes?: string; readonly expire?: string },
  now: number,
): Result<NewKey> {
  const name = values.name?.trim() ?? "";
  if (name === "" || [...name].length > nameMax) return fail(`create needs --name, of 1 to ${nameMax} characters.`);
  if (values.scopes === undefined) return fail("create needs --scopes, such as users.read,users.write.");
  const scopes = parseScopes(values.scopes);
  if (!scopes.ok) return scopes;
  if (values.expire === undefined) return ok({ name, scopes: scopes.value, expire: null });
  const expire = parseDatetime(values.expire);
  if (expire === null) return fail(`--expire takes a date, such as 2027-01-31, not "${values.expire}".`);
  if (expire <= now) return fail(`--expire is in the past: ${values.expire}.`);
  return ok({ name, scopes: scopes.value, expire });
}

/**
 * @param args the arguments after `npm run keys --`
 * @param now milliseconds since the Unix epoch
 * @returns the command, or one line with the error
 */
export function parseCommand(args: readonly string[], now: number): Result<Command> {
  const parsed = readArguments(args, { allowPositionals: true, options });
  if (!parsed.ok) return parsed;
  const { positionals, values } = parsed.value;
  const { expire, name, scopes } = values;
  const located = parsePlace(values);
  if (!located.ok) return located;
  const place = located.value;

  const [kind, id, ...others] = positionals;
  if (kind !== "create" && (name ?? scopes ?? expire) !== undefined) {
    return fail("--name, --scopes and --expire go with create.");
  }
  if (others.length > 0 || (kind !== "revoke" && id !== undefined)) {
    return fail(`Unknown argument "${others.at(-1) ?? id ?? ""}".`);
  }
  switch (kind) {
    case "create": {
      const key = parseNewKey(values, now);
      return key.ok ? ok({ kind, place, key: key.value }) : key;
    }
    case "list":
      return ok({ kind, place });
    case "revoke":
      return id === undefined ? fail("revoke needs the ID of a key.") : ok({ kind, place, id });
    case undefined:
      return fail("Say what to do: create, list or revoke.");
    default:
      return fail(`Unknown command "${kind}".`);
  }
}

/** The command line of `npm run export`. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { readArguments } from "../arguments.ts";
import { parseService, type Service, serviceOptions, serviceUsage } from "../service/options.ts";

export const usage = `Usage: npm run export -- FILE [--format ndjson|csv] [--no-hashes] [--memberships]
       npm run export -- FILE --user ID
  --format csv        the profile and the hash, for spreadsheets; ndjson has everything, and imports again
  --no-hashes         leave out password hashes
  --memberships       include the memberships in teams
  --user ID           everything about one person, as one JSON document
  --checkpoint FILE   where a run records its progress (FILE.export.ndjson)
${serviceUsage}`;

type Format = "ndjson" | "csv";

interface Common {
  readonly file: string;
  readonly service: Service;
  /** null: the configured project. */
  readonly project: string | null;
}

export type Command =
  | (Common & { readonly kind: "user"; readonly userId: string })
  | (Common & {
      readonly kind: "users";
      readonly format: Format;
      readonly hashes: boolean;
      readonly memberships: boolean;
      readonly checkpoint: string;
    });

const options = {
  format: { type: "string" },
  "no-hashes": { type: "boolean", default: false },
  memberships: { type: "boolean", default: false },
  user: { type: "string" },
  checkpoint: { type: "string" },
  ...serviceOptions,
} as const;

/**
 * @param args the arguments after `npm run export --`
 * @returns the command, or one line with the error
 */
export function parseCommand(args: readonly string[]): Result<Command> {
  const parsed = readArguments(args, { allowPositionals: true, options });
  if (!parsed.ok) return parsed;
  const { positionals, values } = parsed.value;
  const [file, ...others] = positionals;
  if (file === undefined) return fail("Say which file to write.");
  if (others.length > 0) return fail(`One file at a time: "${others[0] ?? ""}" is a second one.`);
  const service = parseService(values);
  if (!service.ok) return service;
  const common = { file, service: service.value, project: values.project ?? null };
  const { checkpoint, format = "ndjson", memberships, "no-hashes": noHashes, user } = values;
  if (user !== undefined) {
    return noHashes || memberships || (values.format ?? checkpoint) !== undefined
      ? fail("--user writes one document: it takes no --format, --no-hashes, --memberships and --checkpoint.")
      : ok({ kind: "user", ...common, userId: user });
  }
  if (format !== "ndjson" && format !== "csv") return fail(`--format takes ndjson or csv, not "${format}".`);
  if (format === "csv" && memberships) return fail("A CSV has no lists: --memberships goes with --format ndjson.");
  return ok({
    kind: "users",
    ...common,
    format,
    hashes: !noHashes,
    memberships,
    checkpoint: checkpoint ?? `${file}.export.ndjson`,
  });
}

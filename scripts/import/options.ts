/** The command line of `npm run import`. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { readArguments } from "../arguments.ts";
import { parseService, type Service, serviceOptions, serviceUsage } from "../service/options.ts";
import { isCountry } from "./phones.ts";
import type { RowOptions } from "./row.ts";
import { findSource, sourceNames } from "./sources/index.ts";

export const usage = `Usage: npm run import -- FILE [--from ${sourceNames.join("|")}|auto]
       npm run import -- https://HOST/v1 --from appwrite --source-project ID   (its key is in SOURCE_KEY, or asked for)
       npm run import -- --list
  --dry-run               report the outcome of each row, and write nothing
  --sample N              only the first N rows
  --verify-passwords CSV  with --dry-run: try the passwords of a few accounts (email,password) against the file's hashes
  --hash-config FILE      Firebase: the hash_config { … } of its console
  --hashes FILE           Auth0: the password hashes, where they are in a separate file
  --country DE            the country of phone numbers without a country code
  --claims labels|prefs   where roles and claims go: labels, or the preference "claims"; otherwise they are left out
  --columns A=B,C=        CSV: the column A is our B, C is left out
  --emails-unproven       treat addresses as unproven where the source does not say whether they are verified
  --replace-unproven      give an address that an account here holds unproven to the imported user
  --update                give existing users the fields that only the source has changed since the import
  --rejects FILE          where rejected rows go, to be corrected and imported again with --from rollcall (FILE.rejects.ndjson)
  --checkpoint FILE       where a run records its progress (FILE.import.ndjson)
  --concurrency 4         requests at a time
${serviceUsage}`;

export interface ImportOptions {
  /** A path; or the URL of a running service. */
  readonly file: string;
  /** The running service that is read instead of a file; its key is read from the environment variable SOURCE_KEY. */
  readonly origin: { readonly endpoint: string; readonly project: string } | null;
  /** A source's name, or auto. */
  readonly from: string;
  readonly dryRun: boolean;
  /** The most rows to send. */
  readonly sample: number;
  readonly verifyPasswords: string | null;
  readonly hashConfig: string | null;
  readonly hashes: string | null;
  readonly country: string | null;
  readonly claims: RowOptions["claims"];
  readonly columns: Readonly<Record<string, string>>;
  readonly emailsUnproven: boolean;
  readonly replaceUnproven: boolean;
  readonly update: boolean;
  readonly rejects: string;
  readonly checkpoint: string;
  readonly concurrency: number;
  readonly service: Service;
  readonly project: string | null;
}

export type Command = { readonly kind: "list" } | ({ readonly kind: "import" } & ImportOptions);

const options = {
  from: { type: "string", default: "auto" },
  list: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  sample: { type: "string" },
  "verify-passwords": { type: "string" },
  "hash-config": { type: "string" },
  hashes: { type: "string" },
  country: { type: "string" },
  claims: { type: "string", default: "none" },
  columns: { type: "string", multiple: true },
  "emails-unproven": { type: "boolean", default: false },
  "replace-unproven": { type: "boolean", default: false },
  update: { type: "boolean", default: false },
  rejects: { type: "string" },
  checkpoint: { type: "string" },
  concurrency: { type: "string", default: "4" },
  "source-project": { type: "string" },
  ...serviceOptions,
} as const;

const concurrencyMax = 32;

function parseCount(name: string, text: string, max: number): Result<number> {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 1 && count <= max
    ? ok(count)
    : fail(`--${name} takes a number from 1 to ${max}, not "${text}".`);
}

function parseColumns(texts: readonly string[]): Result<Readonly<Record<string, string>>> {
  const pairs = texts.flatMap((text) => text.split(",")).map((pair) => pair.split("="));
  const wrong = pairs.find((pair) => pair.length !== 2 || pair[0] === "");
  if (wrong !== undefined) return fail(`--columns takes theirs=ours, such as "Mail=email", not "${wrong.join("=")}".`);
  return ok(Object.fromEntries(pairs.map(([theirs = "", ours = ""]) => [theirs.trim(), ours.trim()])));
}

function parseClaims(text: string): Result<RowOptions["claims"]> {
  return text === "none" || text === "labels" || text === "prefs"
    ? ok(text)
    : fail(`--claims takes none, labels or prefs, not "${text}".`);
}

/** Parses the running service, where FILE is a URL. */
function parseOrigin(file: string, project: string | undefined, from: string): Result<ImportOptions["origin"]> {
  if (!/^https?:\/\//.test(file))
    return project === undefined ? ok(null) : fail("--source-project goes with the URL of a running service.");
  if (findSource(from)?.service === undefined)
    return fail(`${file} is a running service: name it with --from appwrite.`);
  if (project === undefined) return fail("Name the project of the running service with --source-project ID.");
  return ok({ endpoint: file.replace(/\/+$/, ""), project });
}

/**
 * @param args the arguments after `npm run import --`
 * @returns the command, or one line with its error
 */
export function parseCommand(args: readonly string[]): Result<Command> {
  const parsed = readArguments(args, { allowPositionals: true, options });
  if (!parsed.ok) return parsed;
  const { positionals, values } = parsed.value;
  if (values.list) return ok({ kind: "list" });
  const [file, ...others] = positionals;
  if (others.length > 0) return fail(`One file at a time: "${others[0] ?? ""}" is a second one.`);
  if (file === undefined) return fail("Say which file to import.");
  if (values.from !== "auto" && !sourceNames.includes(values.from)) {
    return fail(`There is no source "${values.from}". Sources: ${sourceNames.join(", ")}, auto.`);
  }
  const { country, sample } = values;
  if (country !== undefined && !isCountry(country)) {
    return fail(`--country takes a code of two letters, such as DE, not "${country}".`);
  }
  if (values["verify-passwords"] !== undefined && !values["dry-run"])
    return fail("--verify-passwords goes with --dry-run.");
  const origin = parseOrigin(file, values["source-project"], values.from);
  if (!origin.ok) return origin;
  const stem = origin.value === null ? file : `${values.from}-${origin.value.project}`;
  const service = parseService(values);
  if (!service.ok) return service;
  const concurrency = parseCount("concurrency", values.concurrency, concurrencyMax);
  if (!concurrency.ok) return concurrency;
  const rows =
    sample === undefined ? ok(Number.MAX_SAFE_INTEGER) : parseCount("sample", sample, Number.MAX_SAFE_INTEGER);
  if (!rows.ok) return rows;
  const columns = parseColumns(values.columns ?? []);
  if (!columns.ok) return columns;
  const claims = parseClaims(values.claims);
  if (!claims.ok) return claims;
  return ok({
    kind: "import",
    file,
    origin: origin.value,
    from: values.from,
    dryRun: values["dry-run"],
    sample: rows.value,
    verifyPasswords: values["verify-passwords"] ?? null,
    hashConfig: values["hash-config"] ?? null,
    hashes: values.hashes ?? null,
    country: country ?? null,
    claims: claims.value,
    columns: columns.value,
    emailsUnproven: values["emails-unproven"],
    replaceUnproven: values["replace-unproven"],
    update: values.update,
    rejects: values.rejects ?? `${stem}.rejects.ndjson`,
    checkpoint: values.checkpoint ?? `${stem}.import.ndjson`,
    concurrency: concurrency.value,
    service: service.value,
    project: values.project ?? null,
  });
}

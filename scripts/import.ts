/**
 * `npm run import`: moves users in from another service, with their passwords. The same command continues an
 * interrupted run.
 */
import { readFileSync, statSync } from "node:fs";
import "./worker-modules.ts";
import { ok } from "../src/errors/result.ts";
import { generateId } from "../src/lib/crypto/ids.ts";
import { Checkpoint, fingerprintOf } from "./import/checkpoint.ts";
import { DoneRows } from "./import/done.ts";
import { type ImportOptions, parseCommand, usage } from "./import/options.ts";
import { Progress } from "./import/progress.ts";
import { readText } from "./import/read/text.ts";
import { Rejects } from "./import/rejects.ts";
import { reportOf } from "./import/report.ts";
import { type Run, runImport } from "./import/run.ts";
import { readSample } from "./import/sample.ts";
import { Seen } from "./import/seen.ts";
import { SideStore } from "./import/side-store.ts";
import { SourceError } from "./import/source-error.ts";
import type { Reading, Sample, Source } from "./import/source.ts";
import { findSource, listSources, recognise, sourceNames, sourcesWithHashes } from "./import/sources/index.ts";
import { Tally } from "./import/tally.ts";
import { createTeams } from "./import/teams.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";
import { type Connection, connectTo, readKey } from "./service/connect.ts";

const { PasswordCheck } = await import("./import/verify.ts");

function sourceOf({ file, from }: ImportOptions, sample: Sample): Source {
  const source = from === "auto" ? recognise(sample) : findSource(from);
  if (source === undefined) {
    return refuse(`The source of ${file} is not recognised. Name it with --from: ${sourceNames.join(", ")}.`);
  }
  if (from === "auto") console.error(`Recognised as: ${source.title}. If that is wrong, name the source with --from.`);
  return source;
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return refuse(`The file ${path} cannot be read.`);
  }
}

/** The terms of this run: a later run resumes only under the same ones. */
const termsOf = (options: ImportOptions, source: Source, endpoint: string) => ({
  file: fingerprintOf(options.file),
  source: source.name,
  endpoint,
  claims: options.claims,
  country: options.country ?? "",
  columns: JSON.stringify(options.columns),
  "--emails-unproven": String(options.emailsUnproven),
  "--update": String(options.update),
  "--hashes": options.hashes === null ? "" : fingerprintOf(options.hashes),
});

/** An opened source: a file or a running service. */
interface Reader {
  readonly source: Source;
  readonly readings: AsyncIterable<Reading>;
  /** The share of the input that has been read, from 0 to 1; null: unknown. */
  readonly share: () => number | null;
}

async function openFile(options: ImportOptions, side: SideStore): Promise<Reader> {
  const sample = await readSample(options.file);
  const source = sourceOf(options, sample);
  const hashConfig = options.hashConfig === null ? null : readConfig(options.hashConfig);
  const hashFile = options.hashes;
  if (hashFile !== null && source.takesHashes !== true) {
    refuse(`--hashes goes with ${sourcesWithHashes.join(", ")}: ${source.title} has the passwords in its own file.`);
  }
  // Read early, so that an unreadable file ends the command before it writes anything.
  if (hashFile !== null) await readSample(hashFile);
  const hashes = hashFile === null ? null : () => readText(hashFile);
  const { size } = statSync(options.file);
  let [bytes, passes] = [0, 0];
  const texts = () => {
    passes += 1;
    return readText(options.file, (more) => (bytes += more));
  };
  const input = { texts, sample, side, hashConfig, hashes, columns: options.columns, now: Date.now() };
  // Some files are read twice; the first time is quick.
  const share = () => Math.max(0, bytes - size * Math.max(0, passes - 1)) / size;
  return { source, readings: source.read(input), share };
}

/** Drops memberships: a dry run creates no teams for them to refer to. */
async function* withoutMemberships(readings: AsyncIterable<Reading>): AsyncGenerator<Reading> {
  for await (const reading of readings) {
    yield reading.ok && !("row" in reading.value) ? ok({ ...reading.value, memberships: [] }) : reading;
  }
}

/** Opens a running service, and creates its teams. */
async function openService(options: ImportOptions, connection: Connection, side: SideStore): Promise<Reader> {
  const source = findSource(options.from);
  const { origin } = options;
  if (source?.service === undefined || origin === null) return refuse(`${options.file} is not a supported service.`);
  const key = await readKey("SOURCE_KEY", "the old service");
  if (!key.ok) return refuse(key.error);
  const from = { connection: { ...origin, key: key.value }, side };
  const teams = await createTeams(connection, source.service.teams(from), options.dryRun);
  if (teams > 0) console.error(`${options.dryRun ? "To create" : "Created"} where missing: ${teams} teams.`);
  const readings = source.service.read(from);
  return { source, readings: options.dryRun ? withoutMemberships(readings) : readings, share: () => null };
}

/**
 * Opens the checkpoint, and counts the outcomes of an earlier run. A running service has no checkpoint and is read from
 * the start: its rows have no fixed numbers.
 */
async function openCheckpoint(
  options: ImportOptions,
  source: Source,
  endpoint: string,
  { done, seen, tally }: Pick<Run, "done" | "seen" | "tally">,
) {
  if (options.dryRun || options.origin !== null) return null;
  const opened = await Checkpoint.open(
    options.checkpoint,
    termsOf(options, source, endpoint),
    generateId(Date.now()),
    (chunk) => {
      done.add(chunk.rows);
      tally.add("created", chunk.created);
      for (const outcome of chunk.outcomes) seen.noteEarlier(outcome);
    },
  );
  if (!opened.ok) return refuse(opened.error);
  if (tally.rows > 0) console.error(`Resuming the run of ${options.checkpoint}.`);
  return opened.value;
}

async function run(options: ImportOptions): Promise<number> {
  const connected = await connectTo(options.service, options.project);
  if (!connected.ok) refuse(connected.error);
  const connection = connected.value;
  const [done, rejects, seen, side, tally] = [
    new DoneRows(),
    new Rejects(options.rejects),
    new Seen(),
    new SideStore(),
    new Tally(),
  ];
  const { readings, share, source } =
    options.origin === null ? await openFile(options, side) : await openService(options, connection, side);
  const checkpoint = await openCheckpoint(options, source, connection.endpoint, { done, seen, tally });
  const check = options.verifyPasswords === null ? null : await PasswordCheck.open(options.verifyPasswords);
  const progress = new Progress(tally, share);
  try {
    await runImport(
      {
        connection,
        send: {
          importId: options.dryRun ? null : (checkpoint?.importId ?? generateId(Date.now())),
          emailsUnproven: options.emailsUnproven,
          replaceUnproven: options.replaceUnproven,
          update: options.update,
          onPause: (reason, ms) => progress.pause(reason, ms),
        },
        rowOptions: { source: source.name, country: options.country, claims: options.claims },
        concurrency: options.concurrency,
        sample: options.sample,
        seen,
        done,
        checkpoint,
        rejects,
        tally,
        look: (row) => check?.look(row) ?? false,
      },
      readings,
    );
    checkpoint?.finish();
  } finally {
    progress.end();
    rejects.close();
    seen.close();
    side.close();
  }
  console.log(
    reportOf(tally, {
      isDryRun: options.dryRun,
      isUpdate: options.update,
      seconds: progress.seconds,
      rejects: options.rejects,
    }),
  );
  const verified = await check?.report();
  for (const line of verified?.lines ?? []) console.log(line);
  return tally.rejected > 0 || verified?.isGood === false ? 1 : 0;
}

const args = process.argv.slice(2);
answerHelp(args, usage);
const command = parseCommand(args);
if (!command.ok) refuse(`${command.error}\n${usage}`, 2);
if (command.value.kind === "list") {
  console.log(listSources());
} else {
  try {
    process.exitCode = await run(command.value);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const hint = command.value.dryRun ? "" : " Run the same command again: it continues where this one stopped.";
    refuse(`${error.message}${hint}`);
  }
}

/**
 * `npm run bench`: ours beside bench/bare.ts on workerd, on two copies of one seeded database, taking turns
 * (docs/benchmark.md). `npm run bench -- hashes`: the password hashes (bench/hashes/). `-- import`: imports. `-- events`: the
 * delivery of events after an answer. `-- stalls`: what waiting for D1 costs.
 */
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import "../scripts/wrangler-variables.ts";
import { ok, type Result } from "../src/errors/result.ts";
import { deriveKey, type SecretKeys } from "../src/lib/crypto/derive.ts";
import { toHex } from "../src/lib/crypto/digest.ts";
import { publicKeys } from "../src/lib/crypto/jwts.ts";
import { build } from "./bundle.ts";
import { assertSameAnswer, type Cost } from "./compare.ts";
import { benchEvents, eventsUsage } from "./events/run.ts";
import type { Job } from "./generator.ts";
import { benchHashes, hashesUsage, parseHashes } from "./hashes/run.ts";
import { benchImports, importsUsage, parseImports } from "./imports/run.ts";
import { type Generator, startGenerator } from "./load.ts";
import { type OperationName, operationOf, type People, type Side, sides, subjectOf } from "./operations.ts";
import { type Options, parseOptions, parseRounds, usage } from "./options.ts";
import { describeProfile, takeProfile } from "./profile.ts";
import { randomFrom } from "./random.ts";
import { type Measurement, type Pair, table, verdicts, warnings } from "./report.ts";
import { roomFor } from "./room.ts";
import { assertWords, samplePeople, seed } from "./seed.ts";
import { serve, type Server } from "./server.ts";
import { benchStalls, stallsUsage } from "./stalls/run.ts";
import { signIn, stock } from "./stock.ts";

/** How often ours and bare are compared before an operation is measured. */
const comparisons = 3;

/**
 * Seconds of unmeasured load before the first round of an operation, to warm up the compiler and the page cache. No longer
 * than a round, so that a run of short rounds is short.
 */
const warmUpOf = ({ secondsPerRound }: Options): number => Math.min(1, secondsPerRound);

/** From here on an operation gets one round only, so that a run ends within ten minutes whatever its options. */
const hurryAfterMs = 8 * 60 * 1000;

/** More requests than a round can make: the serial numbers of rounds begin this far apart. */
const serialStep = 1_000_000;

/** The rows stocked for a second of requests that use them up: several times the rate of two such cores. */
const stockPerSecond = 3_000;

const projectId = "rollcall";
const apiKey = `standard_${randomBytes(128).toString("hex")}`;
const secretKeys: SecretKeys = [randomBytes(32)];
/** As deployed: the limits are counted too. */
const bindings = {
  PROJECT_ID: projectId,
  ALLOWED_HOSTS: "",
  API_KEY: apiKey,
  SECRET_KEY: toHex(secretKeys[0]),
  RATE_LIMITS: "1",
};

/** The bindings of bare: keys with which it reads the rows that ours has made. */
const bareBindings = async () => ({
  JWT_KEY: JSON.stringify((await publicKeys(secretKeys)).keys[0]),
  TOKEN_KEY: toHex(deriveKey(secretKeys[0], "tokens")),
});

/** The headers of an SDK. Bare gets the same, and reads only the user's credentials. */
const headersOf = {
  key: {
    "x-appwrite-project": projectId,
    "x-appwrite-key": apiKey,
    "user-agent": "rollcall-bench",
    accept: "application/json",
  },
  browser: {
    "x-appwrite-project": projectId,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    accept: "application/json",
  },
};

const startedAt = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const note = (line: string) => say(`[${((performance.now() - startedAt) / 1000).toFixed(0).padStart(3)} s] ${line}`);

/** Makes the database, once, in `state`. @returns the users that requests will be about */
async function prepare(state: string, users: number): Promise<People> {
  const { close, database } = await serve({ state });
  try {
    await seed(database, users, (made) => note(`seeded ${made}`));
    await assertWords(database);
    const { meta } = await database.prepare("SELECT count(*) FROM user_totals").run();
    const megabytes = meta.size_after / 1e6;
    note(`the database has ${megabytes.toFixed(0)} MB, ${(meta.size_after / users).toFixed(0)} bytes a user`);
    const { all, deep } = await samplePeople(database, users);
    return { all: await signIn(database, all, secretKeys, projectId), deep };
  } finally {
    await close();
  }
}

type JobOf = (operation: OperationName, side: Side, seconds: number) => Job;

/** Jobs that choose alike in every run, and never create the same user twice. */
function jobs(people: People, servers: Readonly<Record<Side, Server>>, { connections }: Options): JobOf {
  let count = 0;
  return (operation, side, seconds) => {
    count += 1;
    const { origin } = servers[side];
    return {
      operation,
      side,
      origin,
      headers: headersOf[operationOf(operation).caller],
      people,
      seed: count,
      firstSerial: count * serialStep,
      connections,
      seconds,
    };
  };
}

async function measure(generator: Generator, server: Server, job: Job): Promise<Measurement> {
  const { firstSerial: first, operation, people, seconds } = job;
  await layIn(server, operation, people, first, Math.ceil(seconds * stockPerSecond));
  const before = server.cpuSeconds();
  const round = await generator.run(job);
  return { ...round, cpuSeconds: server.cpuSeconds() - before };
}

/** Stocks the rows that requests of an operation will use up, from a serial on. */
async function layIn(
  { database }: Server,
  operation: OperationName,
  { all }: People,
  first: number,
  count: number,
): Promise<void> {
  const { uses } = operationOf(operation);
  if (uses !== undefined) await stock(database, uses, { people: all, keys: secretKeys, first, count });
}

async function measureAll(
  options: Options,
  people: People,
  servers: Readonly<Record<Side, Server>>,
  generator: Generator,
  jobOf: JobOf,
): Promise<void> {
  const { only, rounds, secondsPerRound } = options;
  const random = randomFrom(0);
  const results = new Map<OperationName, readonly Pair[]>();
  const costs = new Map<OperationName, Cost>();
  for (const [index, name] of only.entries()) {
    for (let comparison = 0; comparison < comparisons; comparison++) {
      const serial = index * comparisons + comparison;
      for (const side of sides) await layIn(servers[side], name, people, serial, 1);
      const headers = headersOf[operationOf(name).caller];
      costs.set(name, await assertSameAnswer(name, subjectOf(people, random, serial), servers, headers));
    }
    for (const side of sides) await measure(generator, servers[side], jobOf(name, side, warmUpOf(options)));
    const pairs: Pair[] = [];
    while (pairs.length === 0 || (pairs.length < rounds && performance.now() - startedAt < hurryAfterMs)) {
      const ours = await measure(generator, servers.ours, jobOf(name, "ours", secondsPerRound));
      const bare = await measure(generator, servers.bare, jobOf(name, "bare", secondsPerRound));
      pairs.push({ ours, bare });
      const rates = [ours, bare].map(({ requests, seconds }) => (requests / seconds).toFixed(0));
      note(`${name} ${pairs.length}/${rounds}: ours ${rates[0]}, bare ${rates[1]} requests a second`);
    }
    results.set(name, pairs);
  }
  say(`\n${table(results)}\n\n${verdicts(results, costs)}`);
  for (const warning of warnings(results)) say(`\nWarning: ${warning}`);
}

async function main(options: Options, folder: string): Promise<void> {
  const { profile, users } = options;
  note(`building the two Workers`);
  const bundle = {
    ours: build("wrangler.toml", join(folder, "ours"), profile.length === 0),
    bare: build("bench/wrangler.toml", join(folder, "bare"), profile.length === 0),
  };
  const room = roomFor(users, folder);
  const state = { ours: join(room, "state-ours"), bare: join(room, "state-bare") };
  const people = await prepare(state.ours, users);
  cpSync(state.ours, state.bare, { recursive: true });

  const closing: (() => Promise<unknown>)[] = [];
  try {
    const inspect = profile.length > 0;
    const ours = await serve({ state: state.ours, bundle: bundle.ours, bindings, inspect });
    closing.push(ours.close);
    const bare = await serve({ state: state.bare, bundle: bundle.bare, bindings: await bareBindings() });
    closing.push(bare.close);
    const generator = startGenerator();
    closing.push(generator.close);
    const servers = { ours, bare };
    const jobOf = jobs(people, servers, options);
    note(
      `${users.toLocaleString("en")} users, ${options.connections} connections, ${cpus().length} cores of ${cpus()[0]?.model}`,
    );
    if (ours.inspector === undefined) {
      await measureAll(options, people, servers, generator, jobOf);
      return;
    }
    for (const name of profile) {
      await measure(generator, ours, jobOf(name, "ours", warmUpOf(options)));
      const { profile: taken, result } = await takeProfile(ours.inspector, () =>
        measure(generator, ours, jobOf(name, "ours", options.secondsPerRound)),
      );
      say(`\n${name}\n\n${describeProfile(taken, bundle.ours, result.requests)}`);
    }
  } finally {
    await Promise.all(closing.map((close) => close()));
  }
}

/** The benchmark of the command line, to be run in a folder that is removed afterwards. */
function parse(args: readonly string[]): Result<(folder: string) => Promise<void>> {
  if (args[0] === "hashes") {
    const cases = parseHashes(args.slice(1));
    return cases.ok ? ok((folder) => benchHashes(cases.value, folder, note)) : cases;
  }
  if (args[0] === "import") {
    const options = parseImports(args.slice(1));
    return options.ok ? ok((folder) => benchImports(options.value, bindings, folder, note)) : options;
  }
  if (args[0] === "events" || args[0] === "stalls") {
    const measureRounds = { events: benchEvents, stalls: benchStalls }[args[0]];
    const rounds = parseRounds(args.slice(1));
    return rounds.ok ? ok((folder) => measureRounds(rounds.value, bindings, folder, note)) : rounds;
  }
  const options = parseOptions(args);
  return options.ok ? ok((folder) => main(options.value, folder)) : options;
}

const usages = [usage, hashesUsage, importsUsage, eventsUsage, stallsUsage].join("\n");
const args = process.argv.slice(2);
const run = parse(args);
if (args.includes("--help")) {
  say(usages);
} else if (run.ok) {
  const parent = join(import.meta.dirname, "../.wrangler");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
  try {
    await run.value(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write(`${run.error}\n${usages}\n`);
  process.exitCode = 2;
}

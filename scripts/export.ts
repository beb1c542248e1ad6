/**
 * `npm run export`: writes all users to a file, as lines that an import takes or as a CSV, or everything about one
 * person as a document. The same command continues an interrupted run.
 */
import { existsSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { csvHeader, csvRecord } from "../src/models/user-csv.ts";
import { type Command, parseCommand, usage } from "./export/options.ts";
import { Output } from "./export/output.ts";
import { readPage } from "./export/pages.ts";
import { readPerson } from "./export/person.ts";
import { lineOf, Progress } from "./export/progress.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";
import { type Connection, connectTo } from "./service/connect.ts";
import { request } from "./service/request.ts";

const counted = v.pipe(v.string(), v.parseJson(), v.looseObject({ total: v.number() }));

/** Counts the users; null: the service does not say. */
async function countUsers(connection: Connection): Promise<number | null> {
  const query = encodeURIComponent(JSON.stringify({ method: "limit", values: [1] }));
  const answer = await request(connection, `/users?queries[0]=${query}`);
  const parsed = v.safeParse(counted, answer.ok ? answer.value : "");
  return parsed.success ? parsed.output.total : null;
}

/** Whether a line has only a part of a user's lists. */
const isIncomplete = (line: string): boolean => /,"incomplete":\[[^\]]*\]\}$/.test(line);

async function exportUsers(connection: Connection, command: Extract<Command, { kind: "users" }>): Promise<number> {
  const { checkpoint, file, format, hashes, memberships } = command;
  const terms = { endpoint: connection.endpoint, project: connection.project };
  const all = { ...terms, format, hashes: String(hashes), memberships: String(memberships) };
  const opened = Output.open(file, checkpoint, all, format === "csv" ? csvHeader(hashes) : "");
  if (!opened.ok) return refuse(opened.error);
  const output = opened.value;
  const { users: before } = output.progress;
  if (before > 0) console.error(`Resuming after ${before} users, as ${checkpoint} records.`);
  const total = await countUsers(connection);
  const progress = new Progress();
  for (let next: number | null = output.progress.after; next !== null;) {
    const page = await readPage(connection, { after: next, hashes, memberships }, (reason) =>
      progress.show(`waiting: ${reason}`),
    );
    if (!page.ok) {
      progress.end();
      return refuse(`${page.error} Run the same command again: it continues where this one stopped.`);
    }
    const { lines } = page.value;
    ({ next } = page.value);
    const texts = format === "csv" ? lines.map((line) => csvRecord(line, hashes)) : lines.map((line) => `${line}\n`);
    output.add(texts.join(""), { incomplete: lines.filter(isIncomplete).length, next, users: lines.length });
    progress.show(lineOf(output.progress.users, output.progress.users - before, total, progress.seconds));
  }
  progress.end();
  const { incomplete, users } = output.progress;
  console.log(`${users} users in ${file}.`);
  if (incomplete === 0) return 0;
  console.error(
    `${incomplete} of them have more than 100 targets, identities or memberships: their lines say "incomplete".`,
  );
  return 1;
}

async function exportPerson(connection: Connection, file: string, userId: string): Promise<number> {
  if (existsSync(file)) return refuse(`${file} already exists. Name another file, or delete it.`);
  const document = await readPerson(connection, userId);
  if (!document.ok) return refuse(document.error);
  writeFileSync(file, `${JSON.stringify(document.value, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  console.log(`Everything about ${userId} in ${file}.`);
  const { incomplete } = document.value;
  if (incomplete.length === 0) return 0;
  console.error(`The file has only the first 1,000 of each of these: ${incomplete.join(", ")}.`);
  return 1;
}

const args = process.argv.slice(2);
answerHelp(args, usage);
const command = parseCommand(args);
if (!command.ok) refuse(`${command.error}\n${usage}`, 2);
const connection = await connectTo(command.value.service, command.value.project);
if (!connection.ok) refuse(connection.error);
process.exitCode =
  command.value.kind === "user"
    ? await exportPerson(connection.value, command.value.file, command.value.userId)
    : await exportUsers(connection.value, command.value);

/**
 * `npm run rekey`: reseals with SECRET_KEY the values that are sealed with SECRET_KEY_PREVIOUS, in the local database or,
 * with --remote, in the deployed one. It may be interrupted at any time, and run again.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { SecretKeys } from "../src/lib/crypto/derive.ts";
import { query } from "./keys/database.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";
import { parseCommand, usage } from "./rekey/options.ts";
import { nameOf, resealAll, type Unopened } from "./rekey/reseal.ts";
import { readSecretKeys } from "./rekey/secrets.ts";

function readKeys(file: string): SecretKeys {
  let text: string;
  try {
    text = readFileSync(resolve(file), "utf8");
  } catch {
    return refuse(`The file ${file} cannot be read.`);
  }
  const keys = readSecretKeys(text);
  return keys.ok ? keys.value : refuse(`${file} cannot be used: ${keys.error}`);
}

/** The reasons for a text to stay unchanged. */
const reasons: Readonly<Record<Unopened["reason"], string>> = {
  malformed: "it is no sealed text",
  "unknown key": "it is sealed with neither of the two secrets",
  "not authentic": "it was altered, or sealed for another row",
};

/** The most texts that are named one by one. */
const namedMax = 100;

function report(unopened: readonly Unopened[]): void {
  for (const { column, id, reason } of unopened.slice(0, namedMax)) {
    // As JSON, so that an id cannot move the cursor or forge a line.
    console.error(`${nameOf(column)} of ${JSON.stringify(id)} cannot be opened: ${reasons[reason]}.`);
  }
  if (unopened.length > namedMax) console.error(`And ${unopened.length - namedMax} more.`);
}

const count = (texts: number): string => (texts === 1 ? "1 text" : `${texts} texts`);

const args = process.argv.slice(2);
answerHelp(args, usage);
const command = parseCommand(args);
if (!command.ok) refuse(`${command.error}\n${usage}`, 2);
const { place, secretsFile } = command.value;
const outcome = await resealAll((statements) => query(place, statements), readKeys(secretsFile), console.log);
if (!outcome.ok) refuse(outcome.error);
const { resealed, unopened } = outcome.value;
console.log(`Resealed ${count(resealed)} with SECRET_KEY.`);
if (unopened.length > 0) {
  report(unopened);
  refuse(`${count(unopened.length)} could not be opened, and stayed as before. Do not remove SECRET_KEY_PREVIOUS yet.`);
}
console.log("SECRET_KEY_PREVIOUS is no longer needed.");

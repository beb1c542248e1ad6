/** Runs wrangler and returns its output, or its error in one line. */
import { stripVTControlCharacters } from "node:util";
import * as v from "valibot";
import { fail, ok, type Result } from "../src/errors/result.ts";
import { type Answer, askTool, type Variables } from "./tool.ts";

/** How commands with `--json` fail. */
const failure = v.pipe(v.string(), v.parseJson(), v.object({ error: v.object({ text: v.string() }) }));

/** How the others do: each error begins a line, and its notes stand indented below it. */
const errorLines = /\[ERROR\] (.+)((?:\n(?: {2,}.*)?)*)/g;

/** A note of wrangler that does not describe the error. */
const appeal = "If you think this is a bug";

/** An error and its notes in one line. */
const inOneLine = (error: string, notes: string): string =>
  [error, ...notes.split("\n").map((note) => note.trim())]
    .filter((text) => text !== "" && !text.startsWith(appeal))
    .join(" ");

/** wrangler's text without an account; it is of no use at a terminal. */
const notLoggedIn = "it's necessary to set a CLOUDFLARE_API_TOKEN environment variable";

/** Why a command of wrangler failed, in one line. */
export function reasonOf({ stderr, stdout }: Pick<Answer, "stderr" | "stdout">): string {
  const texts = [stdout, stderr].map((text) => stripVTControlCharacters(text).trim());
  if (texts.some((text) => text.includes(notLoggedIn))) {
    return "wrangler is not logged in. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.";
  }
  for (const text of texts) {
    const parsed = v.safeParse(failure, text);
    if (parsed.success) return parsed.output.error.text;
  }
  const said = texts.join("\n").trim();
  const errors = [...said.matchAll(errorLines)].map(([, error = "", notes = ""]) => inOneLine(error.trim(), notes));
  return errors.join(" ") || (said.split("\n").at(-1) ?? "").trim() || "it says nothing.";
}

/** @returns what the command writes to its output, or the reason why it failed */
export function askWrangler(args: readonly string[], variables: Variables = {}): Result<string> {
  const answer = askTool("wrangler", args, variables);
  return answer.succeeded ? ok(answer.stdout) : fail(reasonOf(answer));
}

/** Whether a reason is that the account has no such database (yet). */
export const isNoDatabase = (reason: string): boolean =>
  /^Couldn't find an? (?:auto-provisioned )?D1 DB named /.test(reason);

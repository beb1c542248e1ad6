/**
 * Writes long lists of packages as texts, one entry a line, which the Worker imports as modules of their own: a start neither parses
 * them nor makes a string for each entry. With --check it only compares.
 *
 * - src/lib/passwords/common-passwords.txt: of the 10,000 most common passwords those that a user could choose. The package that
 *   lists them would be half of the Worker.
 * - src/domain/users/free-domains.txt and disposable-domains.txt: domains of free and of disposable mailboxes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dictionary } from "@zxcvbn-ts/language-common";
import disposableDomains from "disposable-email-domains-js/dist/dict/disposable_email_blocklist.json" with { type: "json" };
import freeDomains from "free-email-domains/domains.json" with { type: "json" };
import { refuse } from "./refuse.ts";
import { root } from "./tool.ts";

/** Passwords of the list that count, the most common first (docs/spec/project.md#policy-effects). */
const listed = 10_000;

/** Bytes that a password has at least (docs/spec/validators.md#password). */
const bytesMin = 8;

const passwords = dictionary["passwords-common"]
  .slice(0, listed)
  .filter((password) => Buffer.byteLength(password) >= bytesMin);

const lists: Readonly<Record<string, readonly string[]>> = {
  "src/lib/passwords/common-passwords.txt": passwords,
  "src/domain/users/free-domains.txt": freeDomains,
  "src/domain/users/disposable-domains.txt": disposableDomains,
};

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
for (const [path, entries] of Object.entries(lists)) {
  const text = entries.join("\n");
  if (!values.check) writeFileSync(join(root, path), text);
  else if (readFileSync(join(root, path), "utf8") !== text) refuse(`${path} differs from the list of its package.`);
}

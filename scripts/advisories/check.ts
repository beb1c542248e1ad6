/** Asks the registry for known vulnerabilities of the packages in package-lock.json. */
import type { Result } from "../../src/errors/result.ts";
import { askTool } from "../tool.ts";
import { type Advisory, isRefused, type NoReport, readReport } from "./report.ts";

/**
 * With `offline`, npm asks nothing and reports no vulnerability. An unreachable registry is reported after seconds, not
 * after npm's two minutes.
 */
const options = [
  "--json",
  "--offline=false",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
  "--fetch-timeout=20000",
];

/** Whether the check passes, or why that is unknown. */
export type Outcome = boolean | { readonly unknown: string };

const ask = (more: readonly string[]): Result<readonly Advisory[], NoReport> =>
  readReport(askTool("npm", ["audit", ...options, ...more]).stdout);

const describe = ({ package: name, severity, title, url }: Advisory): string =>
  `${name}: ${title} (${severity}), ${url}`;

function endWithout({ isUnanswered, reason }: NoReport): Outcome {
  if (isUnanswered) return { unknown: `The registry did not answer: ${reason}.` };
  console.error(`npm audit did not run: ${reason}`);
  return false;
}

/**
 * Prints each advisory, those that do not fail the check as notes.
 * @returns `unknown`, with the reason, where the registry gave no answer
 */
export function checkAdvisories(): Outcome {
  const all = ask([]);
  if (!all.ok) return endWithout(all.error);
  const inWorker = ask(["--omit=dev", "--omit=optional"]);
  if (!inWorker.ok) return endWithout(inWorker.error);
  const refused = all.value.filter((each) => isRefused(each, inWorker.value));
  for (const each of all.value) {
    if (refused.includes(each)) console.error(describe(each));
    else console.info(`${describe(each)}. Noted only: no tool's advisory below high fails the check.`);
  }
  return refused.length === 0;
}

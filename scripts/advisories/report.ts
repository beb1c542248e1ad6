/** Reads the JSON that `npm audit --json` prints (npm 10 and 11). Pure. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

const severities = ["info", "low", "moderate", "high", "critical"] as const;

/** The severity that an advisory states. */
type Severity = (typeof severities)[number];

/** A known vulnerability of an installed version of a package. */
export interface Advisory {
  readonly package: string;
  readonly severity: Severity;
  readonly title: string;
  readonly url: string;
}

const advisory = v.object({
  name: v.string(),
  severity: v.picklist(severities),
  title: v.string(),
  url: v.string(),
});

/** `via` has the advisories of the package itself, and the names of vulnerable packages that it depends on. */
const report = v.object({
  vulnerabilities: v.record(v.string(), v.object({ via: v.array(v.union([v.string(), advisory])) })),
});

/** An error with a code comes from npm, such as a missing lock file; an error without one from the registry. */
const refusal = v.object({
  message: v.optional(v.string()),
  error: v.object({ code: v.optional(v.string()), summary: v.string() }),
});

/** The reason for a missing report. */
export interface NoReport {
  /** The registry gave no answer to the question; if false, it was not asked. */
  readonly isUnanswered: boolean;
  readonly reason: string;
}

/**
 * @param stdout all that `npm audit --json` has printed
 * @returns every advisory once, in the order of the report
 */
export function readReport(stdout: string): Result<readonly Advisory[], NoReport> {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), stdout);
  const found = v.safeParse(report, json.output);
  if (found.success) {
    const all = Object.values(found.output.vulnerabilities).flatMap(({ via }) =>
      via.flatMap((cause) => (typeof cause === "string" ? [] : [cause])),
    );
    const byKey = new Map(all.map((each) => [`${each.name} ${each.url}`, each]));
    return ok([...byKey.values()].map(({ name, ...rest }) => ({ package: name, ...rest })));
  }
  const refused = v.safeParse(refusal, json.output);
  if (!refused.success) return fail({ isUnanswered: false, reason: "npm audit printed no report" });
  const { error, message } = refused.output;
  return error.code === undefined && message !== undefined
    ? fail({ isUnanswered: true, reason: message })
    : fail({ isUnanswered: false, reason: error.summary || (message ?? "npm audit printed no reason") });
}

/**
 * Whether an advisory fails the check. An advisory of a package in the Worker always does. One of a tool does from
 * `high` on: tools run with the developer's rights and the deployment's token, but most lower advisories of tools need
 * an attacker's input, which they never get here.
 * @param inWorker advisories of the dependencies that the Worker is bundled from
 */
export const isRefused = ({ package: name, severity, url }: Advisory, inWorker: readonly Advisory[]): boolean =>
  severity === "high" ||
  severity === "critical" ||
  inWorker.some((other) => other.package === name && other.url === url);

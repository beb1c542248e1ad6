/** Compares the conformance matrix (docs/conformance.md) with the tests of a run. Pure; the reporter beside it calls it. */

/** A line of a checklist, as the matrix has it. */
export interface Line {
  /** The number within all checklists. */
  readonly id: string;
  /**
   * The tests that prove it, as Vitest prints them: file, suites and title with " > " between. `*` matches any text.
   */
  readonly proofs: readonly string[];
  /** Why it is not met; "" where it is. */
  readonly reason: string;
}

/** A test of a run. */
export interface RunTest {
  /** File, suites and title with " > " between; the file from the root, with slashes. */
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped" | "pending";
}

/** The only reasons for which a line may be left unmet. */
const reasons: readonly RegExp[] = [/^needs a console\b/, /^losing side of a choice: \S/];

const ends = { failed: "failed", skipped: "was skipped", pending: "did not end" } as const;

const notMet = "Not met: ";

/**
 * Reads the lines from the tables: every row whose first cell is an id, such as `11` or `W3`. The last cell has the proofs
 * as code, or "Not met: " and the reason; or, where a line is met in part, both.
 */
export function parseMatrix(markdown: string): readonly Line[] {
  return markdown.split("\n").flatMap((row) => {
    const [, id, , proof] = row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    if (id === undefined || proof === undefined || !/^[A-Z]?\d+$/.test(id)) return [];
    const [met = "", reason = ""] = proof.split(notMet);
    const proofs = [...met.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    return [{ id, proofs, reason }];
  });
}

/** Finds unmet lines in a run: one text for each offence, none where all are met. */
export function findOffences(lines: readonly Line[], tests: readonly RunTest[]): readonly string[] {
  return lines.flatMap(({ id, proofs, reason }) => {
    const offences = proofs.flatMap((proof) => judge(proof, tests));
    if (proofs.length === 0 && reason === "") offences.push("names neither a test nor a reason");
    if (reason !== "" && !reasons.some((known) => known.test(reason))) offences.push(`has no good reason: ${reason}`);
    return offences.map((offence) => `line ${id} ${offence}`);
  });
}

function judge(proof: string, tests: readonly RunTest[]): readonly string[] {
  const isMeant = matcherOf(proof);
  const meant = tests.filter(({ name }) => isMeant(name));
  if (meant.length === 0) return [`names a test that did not run: ${proof}`];
  return meant.flatMap(({ name, state }) => (state === "passed" ? [] : `names a test that ${ends[state]}: ${name}`));
}

/** @returns whether a name equals the given one, in which `*` matches any text */
function matcherOf(proof: string): (name: string) => boolean {
  const escaped = proof.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`);
  const pattern = new RegExp(`^${escaped.replaceAll("*", ".*")}$`, "s");
  return (name) => pattern.test(name);
}

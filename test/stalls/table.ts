/** The outcome of operations and of jobs while D1 stalls. docs/spec/stalls.md shows these tables. */

/** How D1 fails the batch that writes. */
export const faults = [
  "slow",
  "refused once",
  "refused twice",
  "silent, and never run",
  "committed, and the answer is lost",
  "committed after 80 s",
] as const;

export type Fault = (typeof faults)[number];

/** An operation of each kind. */
export interface Kind {
  readonly kind: string;
  /** The id of the endpoint. */
  readonly id: string;
  readonly status: number;
  /** The result of repeating the request after it was carried out. */
  readonly again: number;
  /** It begins a session, which ends if no client received it. */
  readonly beginsSession?: boolean;
}

export const kinds: readonly Kind[] = [
  { kind: "create", id: "usersCreate", status: 201, again: 409 },
  { kind: "update", id: "usersUpdateName", status: 200, again: 200 },
  { kind: "sign-in", id: "accountCreateEmailPasswordSession", status: 201, again: 201, beginsSession: true },
  { kind: "redemption", id: "accountCreateSession", status: 201, again: 401, beginsSession: true },
  { kind: "revocation", id: "usersDeleteSession", status: 204, again: 404 },
  { kind: "block", id: "usersUpdateStatus", status: 200, again: 200 },
  { kind: "second factor", id: "accountUpdateMfaChallenge", status: 200, again: 401 },
  { kind: "invitation", id: "teamsCreateMembership", status: 201, again: 409 },
  { kind: "API key", id: "projectCreateKey", status: 201, again: 409 },
  { kind: "import of a chunk", id: "usersImport", status: 200, again: 200 },
];

/** The answer to a request, and whether it was carried out. */
export interface Outcome {
  readonly status: number;
  readonly isDone: boolean;
  /** Its session began, and has ended. */
  readonly isEnded: boolean;
}

export function outcomeOf(
  { beginsSession = false, status }: Pick<Kind, "status" | "beginsSession">,
  fault: Fault,
): Outcome {
  switch (fault) {
    case "slow":
    case "refused once":
      return { status, isDone: true, isEnded: false };
    case "refused twice":
    case "silent, and never run":
      return { status: 503, isDone: false, isEnded: false };
    case "committed, and the answer is lost":
    case "committed after 80 s":
      return { status: 503, isDone: true, isEnded: beginsSession };
  }
}

const cellOf = ({ isDone, isEnded, status }: Outcome): string =>
  `${status}, ${isEnded ? "done; its session ended" : isDone ? "done" : "not done"}`;

const heads = faults.map((fault) => `D1 is ${fault}`.replace("D1 is committed", "Committed"));

/** The cells of the table of operations as docs/spec/stalls.md has them. */
export const operationCells: readonly (readonly string[])[] = [
  ["Operation", ...heads, "Again, once done"],
  ...kinds.map((kind) => [
    `${kind.kind} (\`${kind.id}\`)`,
    ...faults.map((fault) => cellOf(outcomeOf(kind, fault))),
    String(kind.again),
  ]),
];

/**
 * The run in which a job has done its work: the run that D1 fails, when D1 is back, the next run, or the first one after its
 * lease.
 */
export const [atOnce, late, next, afterLease, twice] = [
  "at once",
  "when it is committed",
  "by the next run",
  "when the lease has ended",
  "at once, and again when the lease has ended",
] as const;

/** A batch of a job, and when the work is done by fault. */
const taking = [atOnce, atOnce, next, next, afterLease, next] as const;
const settling = [atOnce, atOnce, twice, atOnce, atOnce, atOnce] as const;

/** The outcome of a job, in the order of the faults. */
export const jobOutcomes = {
  "take due messages": taking,
  "write the outcome of a message": settling,
  "take webhooks that have events": taking,
  "write the outcome of a webhook, and end its lease": settling,
  sweep: [atOnce, atOnce, next, next, atOnce, late],
} as const;

/** The cells of the table of jobs as docs/spec/stalls.md has them. */
export const jobCells: readonly (readonly string[])[] = [
  ["Job", ...heads],
  ...Object.entries(jobOutcomes).map(([job, outcomes]) => [job, ...outcomes]),
];

/** The cells of the tables of a page. */
export const tablesOf = (page: string): readonly (readonly (readonly string[])[])[] =>
  page
    .split("\n\n")
    .filter((block) => block.startsWith("|"))
    .map((block) =>
      block
        .split("\n")
        .filter((line) => /^\|(?! ?-)/.test(line))
        .map((line) =>
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
    );

/**
 * The errors of D1 that say nothing about a statement: the database was busy, restarted or out of reach. Pure. The texts are those
 * of Cloudflare's list of D1 errors (https://developers.cloudflare.com/d1/observability/debug-d1/#error-list), unless a row names
 * another source.
 */

/** `refused`: the batch has not run. `unknown`: it may have been committed. */
type Phase = "refused" | "unknown";

export interface Fault {
  /** The name in the request's log line. */
  readonly name: string;
  /** The beginning of the message, after `D1_ERROR: `. */
  readonly text: string;
  readonly phase: Phase;
}

/** A fault of which Cloudflare does not say whether the statement had run counts as `unknown`. */
export const faults: readonly Fault[] = [
  { name: "overloaded", text: "D1 DB is overloaded. Requests queued for too long.", phase: "refused" },
  { name: "overloaded", text: "D1 DB is overloaded. Too many requests queued.", phase: "refused" },
  // The query could not reach the database.
  { name: "unreachable", text: "Cannot resolve D1 DB due to transient issue on remote node.", phase: "refused" },
  // While `wrangler d1 export` or `d1 execute --file` runs: D1 serves nothing else meanwhile.
  { name: "exporting", text: "Currently processing a long-running export.", phase: "refused" },
  { name: "importing", text: "Currently processing a long-running import.", phase: "refused" },
  // The database fails to start, so that nothing runs on it.
  {
    name: "starting",
    text: "Internal error while starting up D1 DB storage caused object to be reset.",
    phase: "refused",
  },
  { name: "lost", text: "Network connection lost.", phase: "unknown" },
  { name: "disconnected", text: "Can't read from request stream because client disconnected.", phase: "unknown" },
  { name: "reset", text: "D1 DB reset because its code was updated.", phase: "unknown" },
  { name: "reset", text: "Internal error in D1 DB storage caused object to be reset.", phase: "unknown" },
  {
    name: "reset",
    text: "D1 DB storage operation exceeded timeout which caused object to be reset.",
    phase: "unknown",
  },
  { name: "reset", text: "D1 DB's isolate exceeded its memory limit and was reset.", phase: "unknown" },
  { name: "reset", text: "D1 DB exceeded its CPU time limit and was reset.", phase: "unknown" },
  // Followed by a reference. The Workers runtime's own text for a failure inside the platform.
  { name: "internal", text: "internal error", phase: "unknown" },
];

/** @returns the fault in an error or in its cause; null: the database has answered */
export function faultOf(error: unknown): Fault | null {
  if (!(error instanceof Error)) return null;
  const text = error.message.replace(/^D1_ERROR: /, "");
  return faults.find((fault) => text.startsWith(fault.text)) ?? faultOf(error.cause);
}

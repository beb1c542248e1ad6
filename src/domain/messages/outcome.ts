/** Records the outcome of a delivery attempt. */
import type { Result } from "../../errors/result.ts";
import type { Refusal } from "../../lib/delivery/message.ts";
import { build, sql, type Statement } from "../../lib/sql/index.ts";
import type { Database } from "../../storage/database.ts";
import { messages } from "../../storage/schema/index.ts";

/** Tries that a message gets, at most. */
const triesMax = 12;

const minute = 60_000;

/**
 * The end of a lease on a message, after which another run may try it: longer than a run of src/jobs/retry-messages.ts
 * takes.
 */
export const leaseEnd = (now: number): number => now + minute;

/** How long to wait after a try, in milliseconds: twice as long each time, up to an hour. */
const backOff = (tries: number): number => Math.min(2 ** (tries - 1), 60) * minute;

/** The columns that an attempt changes. */
type Outcome = Partial<typeof messages.$inferInsert>;

/** A message that was tried. */
export interface Tried {
  readonly id: string;
  readonly template: string;
  /** This one included. */
  readonly tries: number;
  /** The time at which its code or link ends, in milliseconds since the Unix epoch. */
  readonly deadline: number;
}

/** Finished messages drop their content. */
export const terminal = { content: null, nextAt: null } as const;

/** The changes to a message after an attempt that ended at `now`. */
function outcomeOf(sent: Result<null, Refusal>, { deadline, tries }: Tried, now: number): Outcome {
  if (sent.ok) return { ...terminal, status: "sent", deliveredAt: now, error: null, updatedAt: now };
  const { error, isFinal } = sent.error;
  const nextAt = now + backOff(tries);
  if (isFinal || tries >= triesMax || nextAt >= deadline)
    return { ...terminal, status: "failed", error, updatedAt: now };
  return { nextAt, error, updatedAt: now };
}

/** Writes an outcome, unless another try has begun or has ended the message. It returns a row where it did. */
const setOutcome = ({ id, tries }: Tried, outcome: Outcome): Statement =>
  build
    .update(messages)
    .set(outcome)
    // Ids that the server makes are in lower case; the index is on that.
    .where(sql`lower(${messages.id}) = ${id} AND ${messages.status} = 'processing' AND ${messages.tries} = ${tries}`)
    .returning({ id: messages.id });

/** Writes what became of a try, just now. */
export async function settle(db: Database, tried: Tried, sent: Result<null, Refusal>): Promise<void> {
  const outcome = outcomeOf(sent, tried, Date.now());
  const batch = db.batch();
  const written = batch.add(setOutcome(tried, outcome));
  // Lost, it would have the message sent again.
  batch.repeatable();
  await batch.run();
  if (written.row !== undefined && outcome.status === "failed") reportFailure(tried, outcome.error ?? "");
}

/**
 * Writes a line to the log about a message that will not arrive. It leaves the recipient out, whom readers of the log
 * need not know.
 */
export function reportFailure({ id, template }: Pick<Tried, "id" | "template">, error: string): void {
  console.error(JSON.stringify({ level: "error", messageId: id, template, error }));
}

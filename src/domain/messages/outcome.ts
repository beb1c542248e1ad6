/** Records the outcome of a delivery attempt. */
import type { Result } from "../../errors/result.ts";
import type { Refusal } from "../../lib/delivery/message.ts";
import { build, sql, type Statement } from "../../lib/sql/index.ts";
import type { Database } from "../../storage/database.ts";
import { messages } from "../../storage/schema/index.ts";

/** Tries of a message, at most. */
const triesMax = 12;

const minute = 60_000;

/**
 * The end of a lease on a message, after which another run may try it: longer than a run of src/jobs/retry-messages.ts
 * takes.
 */
export const leaseEnd = (now: number): number => now + minute;

/** The delay before the next try, in milliseconds: it doubles with each try, up to an hour. */
const backOff = (tries: number): number => Math.min(2 ** (tries - 1), 60) * minute;

/** The columns that an attempt changes. */
type Outcome = Partial<typeof messages.$inferInsert>;

/** A message that was tried. */
export interface Tried {
  readonly id: string;
  readonly template: string;
  /** The number of tries, including this one. */
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

/** Writes an outcome, unless a later try has begun or the message is finished. It returns a row if it wrote one. */
const setOutcome = ({ id, tries }: Tried, outcome: Outcome): Statement =>
  build
    .update(messages)
    .set(outcome)
    // Generated ids are in lower case, like the indexed expression.
    .where(sql`lower(${messages.id}) = ${id} AND ${messages.status} = 'processing' AND ${messages.tries} = ${tries}`)
    .returning({ id: messages.id });

/** Writes the outcome of a try that has just ended. */
export async function settle(db: Database, tried: Tried, sent: Result<null, Refusal>): Promise<void> {
  const outcome = outcomeOf(sent, tried, Date.now());
  const batch = db.batch();
  const written = batch.add(setOutcome(tried, outcome));
  // A lost outcome would send the message again.
  batch.repeatable();
  await batch.run();
  if (written.row !== undefined && outcome.status === "failed") reportFailure(tried, outcome.error ?? "");
}

/**
 * Logs a message that will not arrive, without its recipient: logs must not contain personal data.
 */
export function reportFailure({ id, template }: Pick<Tried, "id" | "template">, error: string): void {
  console.error(JSON.stringify({ level: "error", messageId: id, template, error }));
}

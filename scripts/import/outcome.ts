/** The outcomes of rows, as `POST /users/import` answers (docs/spec/import.md). */
import * as v from "valibot";

export const outcomeSchema = v.object({
  row: v.number(),
  outcome: v.picklist(["exists", "changed", "kept", "pending", "duplicate", "taken", "invalid"]),
  $id: v.optional(v.string()),
  parameter: v.optional(v.string()),
  of: v.optional(v.number()),
  by: v.optional(v.string()),
  unproven: v.optional(v.boolean()),
  message: v.string(),
});

/** The outcome of a row that was not created. */
export type Outcome = v.InferOutput<typeof outcomeSchema>;

/** Outcomes of rows whose users exist as intended. */
const isFine: ReadonlySet<string> = new Set(["exists", "changed", "kept"] satisfies Outcome["outcome"][]);

export const isRejected = ({ outcome }: Outcome): boolean => !isFine.has(outcome);

export const answerSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ total: v.number(), created: v.number(), rows: v.array(outcomeSchema) }),
);

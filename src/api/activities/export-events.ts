import { readActivities } from "../../domain/audit/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range } from "../../http/rules/index.ts";
import { activityLines } from "../../models/activity.ts";

/** The most events of one answer: about 2 MB. */
const limitMax = 5_000;

/** The largest accepted sequence number. */
const seqMax = 2_147_483_647;

export const exportEvents = endpoint({
  id: "activitiesExportEvents",
  summary:
    "Exports events as NDJSON in commit order, after a sequence number: the $id of the last line " +
    "is the cursor of the next request.",
  method: "GET",
  path: "/activities/export",
  scopes: ["events.read"],
  input: { after: optional(range(0, seqMax), 0), limit: optional(range(1, limitMax), 1_000) },
  status: 200,
  output: activityLines,
  errors: [],
  run: ({ after, limit }, context) => readActivities(context, after, limit),
});

import { listActivities } from "../../domain/audit/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, oneOrMany, optional, queryText } from "../../http/rules/index.ts";
import { queryLimits } from "../../lib/queries/index.ts";
import { activityEventList } from "../../models/activity.ts";

export const list = endpoint({
  id: "activitiesListEvents",
  summary:
    "Lists events, the newest first. equal(userId) uses an index; other filters read the log from its newest row on.",
  method: "GET",
  path: "/activities/events",
  scopes: ["events.read"],
  input: { queries: optional(oneOrMany(queryText, queryLimits.queries), []), total: optional(looseBoolean) },
  status: 200,
  output: activityEventList,
  errors: ["general_cursor_not_found"],
  run: ({ queries, total }, context) => listActivities(context, queries, total),
});

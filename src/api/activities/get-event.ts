import { getActivity } from "../../domain/audit/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { activityEvent } from "../../models/activity.ts";

export const get = endpoint({
  id: "activitiesGetEvent",
  summary: "Gets an event.",
  method: "GET",
  path: "/activities/events/{eventId}",
  scopes: ["events.read"],
  input: { eventId: uid },
  status: 200,
  output: activityEvent,
  errors: ["activity_event_not_found"],
  run: ({ eventId }, context) => getActivity(context, eventId),
});

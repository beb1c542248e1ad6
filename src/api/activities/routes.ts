/** /v1/activities (docs/spec/events.md#activities). */
import { exportEvents } from "./export-events.ts";
import { get } from "./get-event.ts";
import { getUsage } from "./get-usage.ts";
import { list } from "./list-events.ts";

export const activityEndpoints = [list, get, exportEvents, getUsage];

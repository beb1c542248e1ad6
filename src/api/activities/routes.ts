/** /v1/activities (docs/spec/events.md#activities). */
import { exportEvents } from "./export-events.ts";
import { get } from "./get-event.ts";
import { list } from "./list-events.ts";

export const activityEndpoints = [list, get, exportEvents];

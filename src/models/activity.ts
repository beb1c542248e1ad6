/** An event as the activities API shows it (docs/spec/events.md#activities). An unknown value is "". */
import { linesOf } from "./lines.ts";
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface ActivityRow {
  /** The sequence of the log's row: cursors and exports name it. */
  readonly id: string;
  /** The name of the event, such as `users.42.update.email`. */
  readonly event: string;
  readonly actorType: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly actorEmail: string;
  /** The parent of the event's subject, as `<noun>/<id>`; "": it has none. */
  readonly parent: string;
  readonly type: string;
  readonly typeId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly country: string | null;
  readonly time: number;
  readonly projectId: string;
  readonly hostname: string;
  /** The number of occurrences: 1, or all failed sign-ins of an hour. */
  readonly count: number;
}

const { date, integer, string } = fieldsOf<ActivityRow>();
const unknown = string(() => "");

export const activityEvent = defineModel<ActivityRow>("activityEvent", {
  $id: string((row) => row.id),
  actorType: string((row) => row.actorType),
  actorId: string((row) => row.actorId),
  actorEmail: string((row) => row.actorEmail),
  actorName: string((row) => row.actorName),
  resourceParent: string((row) => row.parent),
  resourceType: string((row) => row.type),
  resourceId: string((row) => row.typeId),
  resource: string((row) => `${row.type}/${row.typeId}`),
  event: string((row) => row.event),
  userAgent: string((row) => row.userAgent),
  ip: string((row) => row.ip),
  mode: string(() => "default"),
  country: string((row) => row.country ?? ""),
  continentCode: unknown,
  city: unknown,
  subdivisions: unknown,
  isp: unknown,
  autonomousSystemNumber: unknown,
  autonomousSystemOrganization: unknown,
  connectionType: unknown,
  connectionUsageType: unknown,
  connectionOrganization: unknown,
  time: date((row) => row.time),
  projectId: string((row) => row.projectId),
  teamId: unknown,
  hostname: string((row) => row.hostname),
  sdk: unknown,
  sdkVersion: unknown,
  count: integer((row) => row.count),
});

export const activityEventList = listOf("activityEventList", "events", activityEvent);

/** Events as lines of JSON. */
export const activityLines = linesOf<readonly ActivityRow[]>(
  "activityLines",
  "An event (activityEvent) a line.",
  (rows, format) => rows.map((row) => activityEvent.render(row, format)),
);

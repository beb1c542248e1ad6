/** Counts of events, for charts (docs/spec/events.md#usage). */
import { defineModel, fieldsOf } from "./model.ts";

/** An hour or a day of a chart. */
export interface UsagePoint {
  /** Its beginning, in milliseconds since the Unix epoch. */
  readonly date: number;
  readonly value: number;
}

const point = fieldsOf<UsagePoint>();

const metric = defineModel<UsagePoint>("metric", {
  value: point.integer((row) => row.value),
  date: point.date((row) => row.date),
});

interface UsersUsageRow {
  readonly range: string;
  /** The current number of users. */
  readonly usersTotal: number;
  /** The number of sessions ever begun. */
  readonly sessionsTotal: number;
  readonly users: readonly UsagePoint[];
  readonly sessions: readonly UsagePoint[];
}

const users = fieldsOf<UsersUsageRow>();

export const usageUsers = defineModel<UsersUsageRow>(
  "usageUsers",
  {
    range: users.string((row) => row.range),
    usersTotal: users.integer((row) => row.usersTotal),
    sessionsTotal: users.integer((row) => row.sessionsTotal),
    users: users.list(metric, (row) => row.users),
    sessions: users.list(metric, (row) => row.sessions),
  },
  [metric],
);

interface EventUsageRow {
  readonly event: string;
  readonly range: string;
  readonly total: number;
  readonly points: readonly UsagePoint[];
}

const event = fieldsOf<EventUsageRow>();

export const usageEvent = defineModel<EventUsageRow>(
  "usageEvent",
  {
    event: event.string((row) => row.event),
    range: event.string((row) => row.range),
    total: event.integer((row) => row.total),
    values: event.list(metric, (row) => row.points),
  },
  [metric],
);

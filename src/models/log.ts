/** An entry of the log: the event, its actor and its place (docs/spec/logs.md#reading). */
import { placeFields, type PlaceRow } from "./device.ts";
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface LogRow {
  /** The id that a cursor names. */
  readonly id: string;
  readonly event: string;
  /** The actor at that time: all "" for guests, the id "" for the bootstrap key. */
  readonly userId: string;
  readonly userEmail: string;
  readonly userName: string;
  /** The kind of actor: `user`, `guest` or, for an API key, `keyProject`. */
  readonly userType: string;
  readonly time: number;
  /** The number of occurrences: 1, or all failed sign-ins of an hour. */
  readonly count: number;
  /** The place of the actor. */
  readonly place: PlaceRow;
}

const { date, integer, string } = fieldsOf<LogRow>();

export const log = defineModel<LogRow>("log", {
  $id: string((row) => row.id),
  event: string((row) => row.event),
  userId: string((row) => row.userId),
  userEmail: string((row) => row.userEmail),
  userName: string((row) => row.userName),
  mode: string(() => "default"),
  userType: string((row) => row.userType),
  ip: string((row) => row.place.ip),
  time: date((row) => row.time),
  ...placeFields<LogRow>((row) => row.place),
  count: integer((row) => row.count),
});

export const logList = listOf("logList", "logs", log);

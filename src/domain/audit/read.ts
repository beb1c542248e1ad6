/** Reads the log. The events of a user are found by `users.seq`, which is never reused although an id may be. */
import { type Place, placeOf } from "../../lib/devices/place.ts";
import type { ListRequest } from "../../lib/queries/index.ts";
import { sql, type Where } from "../../lib/sql/index.ts";
import type { LogRow } from "../../models/log.ts";
import type { Page } from "../../models/model.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { logs } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context, UserCaller } from "../context/index.ts";
import { compile, readPage, readPageOfUser } from "../lists/index.ts";
import { logsResource, userSeq } from "./resource.ts";

type Request = Pick<ListRequest, "queries" | "total">;

/**
 * Reads the events of a user, by any actor, the newest first.
 * @param who picks the user
 * @throws AppError `user_not_found`, `general_argument_invalid`, `general_cursor_not_found`
 */
export function listLogs({ db, locale }: Context, who: Where<"users">, request: Request): Promise<Page<LogRow>> {
  const part = { attribute: userSeq, value: seqOf(who) };
  return readPageOfUser(db, who, compile(logsResource, { ...request, part }), sourceOf(locale));
}

/**
 * Reads the user's own acts, the newest first.
 * @throws AppError `general_argument_invalid`, `general_cursor_not_found`
 */
export function listOwnLogs(
  { db, locale }: Context,
  { seq, user }: UserCaller,
  request: Request,
): Promise<Page<LogRow>> {
  const condition = sql`${logs.actorType} = 'user' AND ${logs.actorId} = ${user.id}`;
  const part = { attribute: userSeq, value: sql`${seq}`, condition };
  return readPage(db, compile(logsResource, { ...request, part }), sourceOf(locale));
}

/** Reads the columns of the log that a list shows. */
export const log = reader({
  seq: integer(logs.seq),
  createdAt: integer(logs.createdAt),
  event: text(logs.event),
  actorType: text(logs.actorType),
  actorId: text(logs.actorId),
  actorName: text(logs.actorName),
  actorEmail: text(logs.actorEmail),
  ip: text(logs.ip),
  userAgent: text(logs.userAgent),
  country: text(logs.country),
  count: integer(logs.count),
});

const sourceOf = (locale: string | undefined) => ({
  table: logs,
  sequence: logs.seq,
  columns: log.columns,
  toItem: readerOf(locale),
});

/** The wire's name for a kind of actor, if it differs from the log's. */
const userTypes: ReadonlyMap<string, string> = new Map([["key", "keyProject"]]);

/** Reads rows of one request. */
export function readerOf(locale: string | undefined): (row: Row) => LogRow {
  const findPlace = placesIn(locale);
  return (row) => {
    const { actorEmail, actorId, actorName, actorType, count, country, createdAt, event, ip, seq, userAgent } =
      log.read(row);
    return {
      id: String(seq),
      event,
      userId: actorId,
      userEmail: actorEmail,
      userName: actorName,
      userType: userTypes.get(actorType) ?? actorType,
      time: createdAt,
      count,
      place: { ...findPlace(userAgent, country), ip },
    };
  };
}

/**
 * Limits the number of distinct user agents that a response parses. With this many hostile agents, chosen to parse
 * slowly, a response takes about two seconds; further agents are shown as unknown.
 */
const agentsMax = 500;

/** Finds devices and countries, parsing each agent and country once. */
function placesIn(locale: string | undefined): (userAgent: string, country: string | null) => Place {
  const [devices, countries] = [new Map<string, Place>(), new Map<string | null, Place>()];
  return (userAgent, country) => {
    const read = devices.has(userAgent) || devices.size < agentsMax ? userAgent : "";
    const device = remember(devices, read, () => placeOf({ ip: "", userAgent: read, country: null }, locale));
    const { countryCode, countryName } = remember(countries, country, () =>
      placeOf({ ip: "", userAgent: "", country }, locale),
    );
    return { ...device, countryCode, countryName };
  };
}

/** Returns the cached value of a key, or makes and caches it. */
function remember<Key, Kept>(kept: Map<Key, Kept>, key: Key, make: () => Kept): Kept {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}

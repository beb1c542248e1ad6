/** The log of a user without the data of other people, for the user. */
import { placeOf } from "../../lib/devices/place.ts";
import { lazy } from "../../lib/lazy/lazy.ts";
import { type SQL, sql, type Where } from "../../lib/sql/index.ts";
import type { LogRow } from "../../models/log.ts";
import { orNull, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { logs } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { eventName } from "./names.ts";
import { log, readerOf } from "./read.ts";

const named = reader({
  operation: orNull(text(logs.operation)),
  resource: text(logs.resource),
  item: orNull(text(logs.item)),
});

/**
 * A query for the log of the user that `who` picks, oldest first.
 * @param after the number of the last row that the caller knows; 0: from the beginning
 */
export const selectPersonalLog = (who: Where<"users">, after: number, limit: number): SQL =>
  sql`SELECT ${log.columns}, ${named.columns} FROM ${logs} WHERE ${logs.userSeq} = ${seqOf(who)} AND ${logs.seq} > ${after}
    ORDER BY ${logs.seq} LIMIT ${sql.integer(limit)}`;

/**
 * Requests for links and codes. Any guest can make one: its row names the owner of the address as the actor, and has the
 * IP address of the guest.
 */
const asked = /\.(?:tokens|recovery)\.[^.]+\.create$/;

/** Replaces the actor and the place in rows whose actor is, or may be, another person. */
const byAnother = lazy(() => ({ userId: "", userEmail: "", userName: "", place: placeOf(undefined, undefined) }));

/** Reads the rows of `selectPersonalLog`. @param userId the user's id */
export function personalLogReader(locale: string | undefined, userId: string): (row: Row) => LogRow {
  const read = readerOf(locale);
  return (row) => {
    const entry = read(row);
    const isTheirs = entry.userType === "user" && entry.userId === userId;
    const isAsked = asked.test(eventName({ event: entry.event, ...named.read(row) }));
    return isTheirs && !isAsked ? entry : { ...entry, ...byAnother() };
  };
}

/** The log of a user for the user: without data of other people. */
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
 * A query for what happened to the user that `who` picks, the oldest first.
 * @param after the number of the last row that is known; 0: from the first on
 */
export const selectPersonalLog = (who: Where<"users">, after: number, limit: number): SQL =>
  sql`SELECT ${log.columns}, ${named.columns} FROM ${logs} WHERE ${logs.userSeq} = ${seqOf(who)} AND ${logs.seq} > ${after}
    ORDER BY ${logs.seq} LIMIT ${limit}`;

/**
 * Links and codes: any guest can ask for them, so the log names the owner of the address, and the IP address of the
 * request.
 */
const asked = /\.(?:tokens|recovery)\.[^.]+\.create$/;

/** The actor and the place that a row shows where another account than the user acted, or an unknown one. */
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

/**
 * The alert about a sign-in that is not the user's first (docs/spec/account.md#messages), if the project's policy is
 * on.
 */
import type { Context } from "../../domain/context/index.ts";
import { findTransport, type PendingMessage, prepareMessage, selectTransport } from "../../domain/messages/index.ts";
import { hasBegun, isLive, type NewSession } from "../../domain/sessions/index.ts";
import { toTime } from "../address-notices.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { placeOf } from "../../lib/devices/place.ts";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Handle } from "../../storage/batch.ts";
import { boolean, json, reader } from "../../storage/reader.ts";
import { isRecords, type Row } from "../../storage/row.ts";
import { sessions, settings, users } from "../../storage/schema/index.ts";

/** Give up after a day, in milliseconds; a late alert is useless. */
const sendingMax = 86_400_000;

const alert = reader({
  isOn: boolean(settings.sessionAlert),
  sender: json(isRecords),
});

/**
 * A query for the input of `prepareAlert`: whether the policy is on, and the rows of the transport. Where it is off, as
 * in most projects, it reads one row.
 */
export const selectAlert: SQL = sql`SELECT ${alert.with({
  sender: sql`CASE WHEN ${settings.sessionAlert} = 1 THEN (
    SELECT json_group_array(json_object('id', id, 'provider', provider, 'credentials', credentials, 'options', options))
    FROM (${selectTransport("email")})) ELSE '[]' END`,
})} FROM ${settings}`;

/**
 * Prepares the alert, where there is one to send. A failure to prepare it does not fail the sign-in.
 * @param read the rows of `selectAlert`
 */
export async function prepareAlert(context: Context, user: UserRow, { row }: Handle): Promise<PendingMessage | null> {
  if (row === undefined || user.email === null) return null;
  const { isOn, sender } = alert.read(row);
  if (!isOn) return null;
  const work = prepare(context, user, user.email, sender);
  context.waitUntil(work);
  return await work.catch(() => null);
}

async function prepare(
  context: Context,
  { name }: UserRow,
  to: string,
  sender: readonly Row[],
): Promise<PendingMessage | null> {
  const { client, config, locale, now } = context;
  const transport = await findTransport(config, sender);
  if (transport === null) return null;
  const place = placeOf(client, locale);
  const message = compose(
    "session-alert",
    {
      project: config.projectName,
      to,
      name,
      device: place.deviceName,
      client: place.clientName,
      ip: place.ip,
      country: place.countryName,
      time: toTime(now),
    },
    locale,
  );
  return prepareMessage(context, transport, message, now + sendingMax);
}

/** Picks the user whose session this batch has begun, if they have other sessions. */
export const hasOthers = ({ now }: Context, session: NewSession): Where<"users"> =>
  where(users)`${hasBegun(session)} AND EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.userSeq} = ${users.seq} AND ${sessions.digest} <> ${session.digest} AND ${isLive(now)})`;

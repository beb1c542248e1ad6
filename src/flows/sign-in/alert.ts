/**
 * The message that tells users of a sign-in that is not their first (docs/spec/account.md#messages), if the project has
 * it so.
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

/** How long it is tried to send one, in milliseconds: a day. Later it is no news. */
const sendingMax = 86_400_000;

const alert = reader({
  isOn: boolean(settings.sessionAlert),
  sender: json(isRecords),
});

/**
 * A query for what `prepareAlert` goes by: whether the project has its users told, and the rows of the transport. Where it has
 * not, which is what most have, one row is all that is read.
 */
export const selectAlert: SQL = sql`SELECT ${alert.with({
  sender: sql`CASE WHEN ${settings.sessionAlert} = 1 THEN (
    SELECT json_group_array(json_object('id', id, 'provider', provider, 'credentials', credentials, 'options', options))
    FROM (${selectTransport("email")})) ELSE '[]' END`,
})} FROM ${settings}`;

/**
 * Makes the message ready, where there is one to send. That none can be made fails no sign-in.
 * @param read what `selectAlert` has read
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

/** The user whose session has been begun by this batch, if they have others. */
export const hasOthers = ({ now }: Context, session: NewSession): Where<"users"> =>
  where(users)`${hasBegun(session)} AND EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.userSeq} = ${users.seq} AND ${sessions.digest} <> ${session.digest} AND ${isLive(now)})`;

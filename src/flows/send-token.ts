/** Tokens that are sent to their users. One batch writes the token and its message; the message is sent after the answer. */
import { type Actor, appendLog } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import type { PendingMessage } from "../domain/messages/index.ts";
import { areOf, endEarlier, insertToken, type NewToken } from "../domain/tokens/index.ts";
import { withParameters } from "../lib/addresses/url.ts";
import { type Where, where } from "../lib/sql/index.ts";
import { renderDate } from "../models/date.ts";
import type { Batch, Handle } from "../storage/batch.ts";
import { users } from "../storage/schema/index.ts";

/** A token that is about to be sent. */
interface Sending {
  readonly token: NewToken;
  readonly message: PendingMessage;
  /** The event's name in the log. */
  readonly event: string;
  /** The actor, where it is not the caller. */
  readonly actor?: Actor;
}

/**
 * Gives a token to the user that `who` picks, if any, unless they are blocked, and sends it after the commit.
 * @returns has a row if it did
 */
export function sendToken(
  batch: Batch,
  context: Context,
  { actor, event, message, token }: Sending,
  who: Where<"users">,
): Handle {
  const self = where(users)`${who} AND ${users.status} = 1`;
  const inserted = insertToken(batch, context, token, self);
  message.enqueue(batch, self);
  batch.add(appendLog(context, event, "user", self, actor, token.id));
  endEarlier(batch, areOf(self), token);
  return inserted;
}

/** The link with a token to a web app. @param parameters further parameters */
export function linkOf(
  url: string,
  userId: string,
  { expire, secret }: NewToken,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return withParameters(url, { userId, secret, expire: renderDate(expire), ...parameters });
}

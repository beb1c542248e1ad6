/** Tokens that are sent to their users: a token and the message that brings it land together, and it is sent after the answer. */
import { type SQL, sql } from "drizzle-orm";
import { type Actor, appendLog } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { writeLetter } from "../domain/messages/index.ts";
import { endEarlier, insertToken, type TokenSeed } from "../domain/tokens/index.ts";
import { withParameters } from "../lib/addresses/url.ts";
import type { Message, Transport } from "../lib/delivery/message.ts";
import { renderDate } from "../models/model.ts";
import { forget } from "../storage/bodies.ts";
import type { Statement } from "../storage/db.ts";
import type { Row } from "../storage/row.ts";
import { users } from "../storage/schema/index.ts";

/** A token that is about to be sent. */
interface Sending {
  readonly token: TokenSeed;
  readonly message: Message & { readonly template: string };
  /** What the log calls it. */
  readonly event: string;
  /** Who has asked for it, where it is not the caller. */
  readonly actor?: Actor;
}

/** A token that is written and not there yet. */
export interface PreparedToken {
  /** Statements that give the token to the user that `who` picks, if any, unless they are blocked. */
  readonly write: (who: SQL) => readonly Statement[];
  /** Sends it. @param rows of the statements: where they wrote nothing, nothing is sent */
  readonly send: (rows: readonly (readonly Row[])[]) => void;
}

/** Makes a token ready to be written and sent. */
export async function prepareToken(
  context: Context,
  transport: Transport,
  { actor, event, message, token }: Sending,
): Promise<PreparedToken> {
  const letter = await writeLetter(context, transport, message, token.expire);
  return {
    write(who) {
      const self = sql`${who} AND ${users.status} = 1`;
      return [
        insertToken(context, token, self),
        letter.post(self),
        appendLog(context, event, "user", self, actor),
        ...endEarlier(self, token),
      ];
    },
    send([, posted = [], , ended = []]) {
      letter.send(posted);
      forget(context, ended);
    },
  };
}

/** The link that brings a token to a web app. @param parameters what it tells besides */
export function linkOf(
  url: string,
  userId: string,
  { expire, secret }: TokenSeed,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return withParameters(url, { userId, secret, expire: renderDate(expire), ...parameters });
}

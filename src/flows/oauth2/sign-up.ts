import type { SQL } from "drizzle-orm";
import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { insertIdentity, type Provided } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { begunSession, hasBegun, insertSession, seedSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, noteOrigin, seedToken } from "../../domain/tokens/index.ts";
import { insertUser, newUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { uniqueId } from "../../lib/crypto/ids.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import type { Statement } from "../../storage/db.ts";
import type { Row } from "../../storage/row.ts";
import { handOver } from "../sign-in/begin-session.ts";
import { type Entrance, refusals, sessionOf } from "./entrance.ts";

/** Signs up. */
export async function enterAnew(context: Context, flow: Flow, profile: Profile, provided: Provided): Promise<Entrance> {
  const { now } = context;
  const { email, isEmailVerified, name } = profile;
  const { row, words } = newUser({ userId: uniqueId, email, phone: null, name, stored: null }, now);
  const actor = userActor(row);
  const identity = await insertIdentity(context, provided, email);
  const create = (also: (self: SQL) => readonly Statement[]) =>
    insertUser(
      context,
      {
        row: {
          ...row,
          emailVerification: isEmailVerified,
          claimed: email !== null && !isEmailVerified,
          accessedAt: now,
        },
        words,
      },
      {
        actor,
        refusals,
        also: (self) => [...identity.write(self), ...also(self)],
      },
    );
  if (flow.isToken) {
    const token = seedToken(context, "oauth2");
    await create((self) => [
      insertIdentityToken(context, token, self, identity.id),
      appendLog(context, "session.create", "user", self, actor),
    ]);
    noteOrigin(context, token);
    return { told: { userId: row.id, secret: token.secret }, session: null };
  }
  const seed = seedSession(await sessionOf(context, provided), now);
  const { rows, user } = await create((self) => [
    insertSession(context, seed, self),
    appendLog(context, "session.create", "user", hasBegun(seed), actor),
  ]);
  const { value } = await handOver(context, seed, user.id, expireOf(rows.at(-2)));
  return { told: {}, session: value };
}

function expireOf([row]: readonly Row[] = []): number {
  if (row === undefined) throw new AppError("general_unknown");
  return begunSession.read(row).expire;
}

import { type SQL, sql } from "drizzle-orm";
import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { insertIdentity, type Provided, updateIdentity } from "../../domain/identities/index.ts";
import type { Flow } from "../../domain/oauth2-flows/index.ts";
import { endSession } from "../../domain/sessions/index.ts";
import { insertIdentityToken, noteOrigin, seedToken } from "../../domain/tokens/index.ts";
import { adjustTotals, fillIn, isUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { refuseOn } from "../../storage/constraints.ts";
import { build, type Statement } from "../../storage/db.ts";
import { users } from "../../storage/schema/index.ts";
import { signIn, writeAlert } from "../sign-in/begin-session.ts";
import { type Entrance, refusals, sessionOf } from "./entrance.ts";
import type { Resolved } from "./resolve.ts";

/** Signs in somebody who is here. */
export async function enterAs(
  context: Context,
  flow: Flow,
  profile: Profile,
  provided: Provided,
  { alert, identityId, isEmailFree, who: { found, still } }: Resolved & { readonly who: NonNullable<Resolved["who"]> },
): Promise<Entrance> {
  const { email, isEmailVerified, name } = profile;
  const { seq, user } = found;
  if (!user.status) throw new AppError("user_blocked");
  const identity =
    identityId === null
      ? await insertIdentity(context, provided, email)
      : await updateIdentity(context, identityId, provided, email);
  const filled = fillIn(context, user, { email: isEmailFree ? email : null, isEmailVerified, name });
  const also = (self: SQL): readonly Statement[] => [...identity.write(self), ...filled.also(self)];
  const refusal = flow.linking === null ? "user_already_exists" : "user_session_not_found";

  if (flow.isToken) {
    const token = seedToken(context, "oauth2");
    const self = sql`${isUser(seq)} AND ${still} AND ${users.status} = 1`;
    const results = await refuseOn(
      refusals,
      context.db.batch([
        ...identity.write(self),
        insertIdentityToken(context, token, self, identity.id),
        appendLog(context, "session.create", "user", self, userActor(user)),
        ...adjustTotals(self, filled.set),
        ...(Object.keys(filled.set).length === 0
          ? []
          : [
              build
                .update(users)
                .set({ ...filled.set, updatedAt: context.now })
                .where(self),
            ]),
        ...filled.also(self),
        sql`SELECT ${users.status} AS "status" FROM ${users} WHERE ${self}`,
      ]),
    );
    if (results.at(-1)?.length !== 1) throw new AppError(refusal);
    noteOrigin(context, token);
    return { told: { userId: user.id, secret: token.secret }, session: null };
  }

  const { linking } = flow;
  const { value } = await refuseOn(
    refusals,
    signIn(context, {
      found,
      session: await sessionOf(context, provided),
      still,
      refusal,
      set: filled.set,
      also,
      alert: await writeAlert(context, user, alert),
      // The browser has room for one session.
      ...(linking !== null && { spends: (isBegun) => endSession(linking.sessionId, isBegun) }),
    }),
  );
  return { told: {}, session: value };
}

import {
  callingSession,
  callingUser,
  challengeAge,
  type Context,
  countFactors,
  isFurther,
  verifiedFactors,
} from "../../domain/context/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { hasFactor } from "../../domain/mfa/index.ts";
import { addFactors } from "../../domain/sessions/index.ts";
import { getSettings } from "../../domain/settings/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { strictBoolean } from "../../http/rules/index.ts";
import { sql, where } from "../../lib/sql/index.ts";
import { account } from "../../models/user.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import { changeAccount } from "./lib/change-account.ts";

export const updateMfa = endpoint({
  id: "accountUpdateMFA",
  summary:
    "Turns MFA on or off for the account; the current session stays. Turning it on ends the account's JWTs. Turning it off requires a challenge completed in the last half hour, if the user has a verified factor.",
  method: "PATCH",
  path: "/account/mfa",
  scopes: ["account"],
  guards: true,
  limits: [changesLimit],
  input: { mfa: strictBoolean },
  status: 200,
  output: account,
  errors: ["user_not_found", "user_challenge_required"],
  run: ({ mfa }, context) => (mfa ? turnOn(context) : turnOff(context)),
});

/**
 * Raises the epoch to revoke existing JWTs: their sessions may have met one factor only, and a JWT made by a key counts as
 * having met enough.
 */
async function turnOn(context: Context) {
  const { seq } = callingUser(context);
  const { id } = callingSession(context);
  const factors = await factorsOfSession(context);
  return changeAccount(context, {
    event: "user.update",
    set: { mfa: true },
    raisesEpoch: where(users)`NOT ${users.mfa}`,
    // Without verified factors, no policy has been read in an earlier batch.
    ...(verifiedFactors(callingUser(context)).length === 0 && { isFirst: true }),
    after(batch, self) {
      batch.add(addFactors(context, seq, id, factors, sql`EXISTS (SELECT 1 FROM ${users} WHERE ${self})`));
    },
  });
}

/**
 * The factors that the session gets, because the user could not complete a challenge before MFA was on.
 * @throws AppError `user_more_factors_required` where the session would not be served with them: its user could not
 *   even turn MFA off again
 */
async function factorsOfSession(context: Context): Promise<readonly string[]> {
  const session = callingSession(context);
  const verified = verifiedFactors(callingUser(context));
  if (verified.length === 0) return [];
  const factors = verified.filter((factor) => isFurther(session, factor));
  const all = [...new Set([...session.factors, ...factors])];
  if (countFactors(all, (await getSettings(context)).mfaOauth2) < 2) throw new AppError("user_more_factors_required");
  return factors;
}

function turnOff(context: Context) {
  const { id } = callingSession(context);
  const hasMet = sql`EXISTS (SELECT 1 FROM ${sessions}
    WHERE ${sessions.userSeq} = ${users.seq} AND ${sessions.id} = ${id} AND ${sessions.mfaUpdatedAt} > ${context.now - challengeAge})`;
  return changeAccount(context, {
    event: "user.update",
    set: { mfa: false },
    isFirst: true,
    unless: [
      { is: where(users)`(${users.mfa} = 1 AND ${hasFactor} AND NOT ${hasMet})`, refuse: "user_challenge_required" },
    ],
  });
}

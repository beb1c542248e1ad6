import { callingSession, callingUser } from "../../domain/context/index.ts";
import { answerChallenge, assertFactorOpen, assertFurther, takeAnswer } from "../../domain/mfa/index.ts";
import { addFactors, hasSession, showSession, toStoredSession } from "../../domain/sessions/index.ts";
import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { countingFailures } from "../../flows/guesses.ts";
import { notingFailure } from "../../flows/sign-in/failed.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, typedCode } from "../../http/rules/index.ts";
import { session as sessionModel } from "../../models/session.ts";

export const updateMfaChallenge = endpoint({
  id: "accountUpdateMfaChallenge",
  summary: "Completes a challenge. The session gains the factor.",
  method: "PUT",
  path: "/account/mfa/challenges",
  aliases: [{ method: "PUT", path: "/account/mfa/challenge" }],
  scopes: ["account"],
  servesIncomplete: true,
  guards: true,
  // Limited by caller too, so that a stranger cannot use up the attempts of another user's challenge.
  limits: [{ max: 10, window: 3_600, by: ["challengeId", "caller"] }],
  input: { challengeId: text(256), otp: typedCode(256) },
  status: 200,
  output: sessionModel,
  errors: ["user_invalid_token", "user_auth_method_unsupported"],
  async run({ challengeId, otp }, context) {
    const { seq, user } = callingUser(context);
    const session = callingSession(context);
    // A session that has ended meanwhile does not use up the challenge.
    const who = hasSession(isUser(seq), session.id, context.now);
    const batch = context.db.batch();
    const settings = batch.add(selectSettings);
    const taken = takeAnswer(batch, context, who, challengeId);
    await batch.run();
    const challenge = taken();
    assertFactorOpen(toSettings(settings.rows), challenge.factor);
    assertFurther(session, challenge.factor, "challengeId");
    const guessed = { who: isUser(seq), address: user.id };
    const answered = await notingFailure(context, guessed, () =>
      countingFailures(context, guessed, "user_invalid_token", () =>
        answerChallenge(context, who, challenge, otp, (isMet) =>
          addFactors(context, seq, session.id, [challenge.factor], isMet, context.now),
        ),
      ),
    );
    return showSession(context, user.id, toStoredSession(answered));
  },
});

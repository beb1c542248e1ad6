import { AppError } from "../../errors/app-error.ts";
import { callingUser } from "../../http/caller.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf } from "../../http/rules/index.ts";
import { mfaChallenge } from "../../models/mfa.ts";
import { assertFactorOpen, createChallenge, type Factor, factorNamed, factors } from "../mfa/store.ts";
import { selectSettings, toSettings } from "../project/store.ts";
import { isUser } from "../users/store.ts";

export const createMfaChallenge = endpoint({
  id: "accountCreateMfaChallenge",
  summary: "Sets the session a challenge, which a further factor answers.",
  method: "POST",
  path: "/account/mfa/challenges",
  aliases: [{ method: "POST", path: "/account/mfa/challenge" }],
  scopes: ["account"],
  servesIncomplete: true,
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  input: { factor: oneOf(factors.map((name) => name.toLowerCase())) },
  status: 201,
  output: mfaChallenge,
  errors: ["user_not_found", "user_auth_method_unsupported", "general_smtp_disabled", "general_phone_disabled"],
  async run({ factor: given }, context) {
    const caller = callingUser(context);
    const factor = factorNamed(given);
    const [settings] = await context.attempts.batch([selectSettings]);
    assertFactorOpen(toSettings(settings), factor);
    assertSendable(factor);
    return createChallenge(context, isUser(caller.seq), factor, factor === "custom");
  },
});

/** Nothing sends emails and text messages yet. */
function assertSendable(factor: Factor): void {
  if (factor === "email") throw new AppError("general_smtp_disabled");
  if (factor === "phone") throw new AppError("general_phone_disabled");
}

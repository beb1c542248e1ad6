import { callingSession, callingUser } from "../../domain/context/index.ts";
import {
  addWay,
  assertFactorOpen,
  assertFurther,
  createChallenge,
  factorNamed,
  factors,
  writeCode,
} from "../../domain/mfa/index.ts";
import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf } from "../../http/rules/index.ts";
import { mfaChallenge } from "../../models/mfa.ts";

export const createMfaChallenge = endpoint({
  id: "accountCreateMfaChallenge",
  summary: "Starts an MFA challenge. For the factors email and phone, it sends the code.",
  method: "POST",
  path: "/account/mfa/challenges",
  aliases: [{ method: "POST", path: "/account/mfa/challenge" }],
  scopes: ["account"],
  servesIncomplete: true,
  guards: true,
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  input: { factor: oneOf(factors.map((name) => name.toLowerCase())) },
  status: 201,
  output: mfaChallenge,
  errors: [
    "user_not_found",
    "user_auth_method_unsupported",
    "general_smtp_disabled",
    "general_phone_disabled",
    "user_email_not_found",
    "user_phone_not_found",
    "user_email_not_verified",
    "user_phone_not_verified",
  ],
  async run({ factor: given }, context) {
    const { seq, user } = callingUser(context);
    const factor = factorNamed(given);
    assertFurther(callingSession(context), factor, "factor");
    const batch = context.db.batch();
    const settings = batch.add(selectSettings);
    const sender = addWay(batch, factor);
    await batch.run();
    assertFactorOpen(toSettings(settings.rows), factor);
    return createChallenge(context, isUser(seq), factor, await writeCode(context, user, factor, sender));
  },
});

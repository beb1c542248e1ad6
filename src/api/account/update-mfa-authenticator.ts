import { callingSession, callingUser } from "../../domain/context/index.ts";
import { verifyTotp } from "../../domain/mfa/index.ts";
import { addFactors } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf, typedCode } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";

export const updateMfaAuthenticator = endpoint({
  id: "accountUpdateMfaAuthenticator",
  summary: "Verifies an authenticator app with one of its one-time passwords.",
  method: "PUT",
  path: "/account/mfa/authenticators/{type}",
  scopes: ["account"],
  guards: true,
  input: { type: oneOf(["totp"]), otp: typedCode(256) },
  status: 200,
  output: account,
  errors: ["user_authenticator_not_found", "user_authenticator_already_verified", "user_invalid_token"],
  async run({ otp }, context) {
    const { seq, user } = callingUser(context);
    const session = callingSession(context);
    await verifyTotp(context, isUser(seq), otp, (batch, isTaken) => {
      batch.add(addFactors(context, seq, session.id, ["totp"], isTaken));
    });
    return user;
  },
});

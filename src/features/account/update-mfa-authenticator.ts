import { callingSession, callingUser } from "../../http/caller.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf, text } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { verifyTotp } from "../mfa/store.ts";
import { addFactors } from "../sessions/store.ts";
import { isUser } from "../users/store.ts";

export const updateMfaAuthenticator = endpoint({
  id: "accountUpdateMfaAuthenticator",
  summary: "Verifies an authenticator app by a one-time password that it shows.",
  method: "PUT",
  path: "/account/mfa/authenticators/{type}",
  scopes: ["account"],
  refusesImpersonators: true,
  input: { type: oneOf(["totp"]), otp: text(256) },
  status: 200,
  output: account,
  errors: ["user_authenticator_not_found", "user_authenticator_already_verified", "user_invalid_token"],
  async run({ otp }, context) {
    const { seq, user } = callingUser(context);
    const session = callingSession(context);
    await verifyTotp(context, isUser(seq), otp, (isTaken) => [addFactors(context, session.id, ["totp"], isTaken)]);
    return user;
  },
});

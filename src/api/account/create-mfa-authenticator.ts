import { callingUser } from "../../domain/context/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { createTotp } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf } from "../../http/rules/index.ts";
import { totpUri } from "../../lib/crypto/otp.ts";
import { mfaType } from "../../models/mfa.ts";

export const createMfaAuthenticator = endpoint({
  id: "accountCreateMfaAuthenticator",
  summary: "Creates the secret of an authenticator app. The app counts as a factor once it is verified.",
  method: "POST",
  path: "/account/mfa/authenticators/{type}",
  scopes: ["account"],
  guards: true,
  limits: [changesLimit],
  input: { type: oneOf(["totp"]) },
  status: 200,
  output: mfaType,
  errors: ["user_not_found", "user_authenticator_already_verified"],
  async run(_input, context) {
    const { seq, user } = callingUser(context);
    const secret = await createTotp(context, isUser(seq));
    const label = user.email ?? user.phone ?? user.id;
    return { secret, uri: totpUri(secret, context.config.projectName, label) };
  },
});

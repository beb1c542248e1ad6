import { createLoginToken } from "../../flows/create-login-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, strictBoolean } from "../../http/rules/index.ts";
import { compose, securityPhrase } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";

export const createEmailToken = endpoint({
  id: "accountCreateEmailToken",
  summary:
    "Emails a single-use six-digit sign-in code, valid for 15 minutes. Signing in creates an account for an unknown email.",
  method: "POST",
  path: "/account/tokens/email",
  scopes: ["guest", "sessions.write"],
  authMethod: "email-otp",
  limits: [
    { max: 10, window: 3_600, by: ["email"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  input: { userId: customId, email, phrase: optional(strictBoolean, false) },
  status: 201,
  output: token,
  errors: ["user_auth_method_unsupported", "general_smtp_disabled", "user_already_exists", "user_count_exceeded"],
  run({ userId, email, phrase: hasPhrase }, context) {
    const { config, locale } = context;
    const phrase = hasPhrase ? securityPhrase() : "";
    return createLoginToken(context, {
      type: "email",
      address: { type: "email", value: email },
      userId,
      phrase,
      compose: ({ secret }, { name }) =>
        compose("email-otp", { project: config.projectName, to: email, name, code: secret, phrase }, locale),
    });
  },
});

import { createLoginToken } from "../../flows/create-login-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, phone } from "../../http/rules/index.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";

/** The answer to a key has the code itself. Upstream encodes it in base64, which has no use. */
export const createPhoneToken = endpoint({
  id: "accountCreatePhoneToken",
  summary:
    "Sends a single-use six-digit sign-in code by text message, valid for 15 minutes. Signing in creates an account for an unknown phone.",
  method: "POST",
  path: "/account/tokens/phone",
  aliases: [{ method: "POST", path: "/account/sessions/phone" }],
  scopes: ["guest", "sessions.write"],
  authMethod: "phone",
  limits: [
    { max: 10, window: 3_600, by: ["phone"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  input: { userId: customId, phone },
  status: 201,
  output: token,
  errors: ["user_auth_method_unsupported", "general_phone_disabled", "user_already_exists", "user_count_exceeded"],
  run: ({ userId, phone }, context) =>
    createLoginToken(context, {
      type: "phone",
      address: { type: "phone", value: phone },
      userId,
      phrase: "",
      compose: ({ secret }) => compose("phone-otp", { to: phone, code: secret }, context.locale),
    }),
});

import { createVerification, phoneContact } from "../../flows/verify-address.ts";
import { endpoint } from "../../http/endpoint.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";

export const createPhoneVerification = endpoint({
  id: "accountCreatePhoneVerification",
  summary: "Sends the account a six-digit code by text message to verify its phone. The code is valid for an hour.",
  method: "POST",
  path: "/account/verifications/phone",
  aliases: [{ method: "POST", path: "/account/verification/phone" }],
  scopes: ["account"],
  authMethod: "phone",
  limits: [
    { max: 10, window: 3_600, by: ["caller"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  input: {},
  status: 201,
  output: token,
  errors: [
    "user_auth_method_unsupported",
    "general_phone_disabled",
    "user_phone_not_found",
    "user_phone_already_verified",
  ],
  run: (_input, context) =>
    createVerification(context, phoneContact, ({ secret }, to) =>
      compose("phone-verification", { to, code: secret }, context.locale),
    ),
});

import { phoneContact, redeemVerification } from "../../flows/verify-address.ts";
import { endpoint } from "../../http/endpoint.ts";
import { typedCode, uid } from "../../http/rules/index.ts";
import { token } from "../../models/token.ts";

export const updatePhoneVerification = endpoint({
  id: "accountUpdatePhoneVerification",
  summary: "Verifies a user's phone with the code sent to it. The code ends after five wrong attempts.",
  method: "PUT",
  path: "/account/verifications/phone",
  aliases: [{ method: "PUT", path: "/account/verification/phone" }],
  scopes: ["public"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  input: { userId: uid, secret: typedCode(256) },
  status: 200,
  output: token,
  errors: ["user_not_found", "user_invalid_token"],
  run: (input, context) => redeemVerification(context, phoneContact, input),
});

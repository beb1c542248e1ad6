import { emailContact, redeemVerification } from "../../flows/verify-address.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { token } from "../../models/token.ts";

export const updateEmailVerification = endpoint({
  id: "accountUpdateEmailVerification",
  summary: "Verifies a user's email with the secret of the emailed link.",
  method: "PUT",
  path: "/account/verifications/email",
  aliases: [{ method: "PUT", path: "/account/verification" }],
  scopes: ["public"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  input: { userId: uid, secret: text(256) },
  status: 200,
  output: token,
  errors: ["user_not_found", "user_invalid_token"],
  run: (input, context) => redeemVerification(context, emailContact, input),
});

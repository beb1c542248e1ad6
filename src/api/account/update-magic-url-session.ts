import { redeemToken } from "../../flows/redeem-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { typedCode, uid } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";

export const updateMagicUrlSession = endpoint({
  id: "accountUpdateMagicURLSession",
  summary: "Signs in with the secret of an emailed link, or of any other sign-in token, once.",
  method: "PUT",
  path: "/account/sessions/magic-url",
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  limits: [{ max: 10, window: 3_600, by: ["ip", "userId"], resets: true }],
  input: { userId: uid, secret: typedCode(256) },
  status: 201,
  output: session,
  errors: ["user_invalid_token", "user_blocked", "user_already_exists", "user_count_exceeded"],
  run: ({ userId, secret }, context) => redeemToken(context, userId, secret),
});

import { redeemToken } from "../../flows/redeem-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { typedCode, uid } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";

export const createSession = endpoint({
  id: "accountCreateSession",
  summary: "Signs in with the secret of a token, once.",
  method: "POST",
  path: "/account/sessions/token",
  aliases: [{ method: "PUT", path: "/account/sessions/token" }],
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  limits: [{ max: 10, window: 3_600, by: ["ip", "userId"], resets: true }],
  input: { userId: uid, secret: typedCode(256) },
  status: 201,
  output: session,
  errors: ["user_invalid_token", "user_blocked", "user_already_exists", "user_count_exceeded"],
  run: ({ userId, secret }, context) => redeemToken(context, userId, secret),
});

import { redeemToken } from "../../flows/redeem-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { page } from "../../models/page.ts";
import { magicUrlPath } from "./lib/magic-url-page.ts";

export const redeemMagicUrl = endpoint({
  id: "accountRedeemMagicURL",
  summary: "Signs a browser in by the button of the page that an emailed link opens, once.",
  method: "POST",
  path: magicUrlPath,
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  limits: [{ max: 10, window: 3_600, by: ["ip", "userId"], resets: true }],
  input: { userId: uid, secret: text(256) },
  status: 200,
  output: page,
  errors: ["user_invalid_token", "user_blocked", "user_already_exists", "user_count_exceeded"],
  async run({ userId, secret }, context) {
    await redeemToken(context, userId, secret);
    return {
      title: "You are signed in",
      message: `This browser is signed in to ${context.config.projectName}.`,
      next: "Go back to the app. You can close this page.",
      link: null,
      form: null,
      note: "",
    };
  },
});

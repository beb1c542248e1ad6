import { basePath } from "../../domain/context/index.ts";
import { createLoginToken } from "../../flows/create-login-token.ts";
import { linkOf } from "../../flows/send-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, redirectUrl, strictBoolean } from "../../http/rules/index.ts";
import { compose, securityPhrase } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";
import { magicUrlPath } from "./lib/magic-url-page.ts";

/** Without `url`, the link leads to our page, which signs the browser in with a button. */
export const createMagicUrlToken = endpoint({
  id: "accountCreateMagicURLToken",
  summary: "Emails a single-use sign-in link, valid for an hour. Signing in creates an account for an unknown email.",
  method: "POST",
  path: "/account/tokens/magic-url",
  aliases: [{ method: "POST", path: "/account/sessions/magic-url" }],
  scopes: ["guest", "sessions.write"],
  authMethod: "magic-url",
  limits: [
    { max: 60, window: 3_600, by: ["email"] },
    { max: 60, window: 3_600, by: ["ip"] },
  ],
  input: { userId: customId, email, url: optional(redirectUrl, ""), phrase: optional(strictBoolean, false) },
  status: 201,
  output: token,
  errors: ["user_auth_method_unsupported", "general_smtp_disabled", "user_already_exists", "user_count_exceeded"],
  run({ userId, email, url, phrase: hasPhrase }, context) {
    const { config, locale } = context;
    const phrase = hasPhrase ? securityPhrase() : "";
    const target = url || `${context.url.origin}${basePath}${magicUrlPath}`;
    const { projectId: project, projectName } = config;
    return createLoginToken(context, {
      type: "magic-url",
      address: { type: "email", value: email },
      userId,
      phrase,
      compose: (token, { id, name }) =>
        compose(
          "magic-url",
          { project: projectName, to: email, name, url: linkOf(target, id, token, { project }), phrase },
          locale,
        ),
    });
  },
});

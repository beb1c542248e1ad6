import { basePath } from "../../domain/context/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text } from "../../http/rules/index.ts";
import { page } from "../../models/page.ts";
import { magicUrlPath } from "./lib/magic-url-page.ts";

/** Opening the page does not redeem the link, because mail scanners open links. They do not press the button. */
export const showMagicUrl = endpoint({
  id: "accountShowMagicURL",
  summary: "Shows the page of an emailed link where the app passed no URL. Does not redeem the link.",
  method: "GET",
  path: magicUrlPath,
  scopes: ["public"],
  servesIncomplete: true,
  input: { userId: text(36), secret: text(256) },
  status: 200,
  output: page,
  errors: [],
  run: ({ secret, userId }, { config: { projectId: project, projectName } }) => ({
    title: `Sign in to ${projectName}`,
    message: "You asked for a link to sign in.",
    next: "Press the button to sign in with this browser. The link is good once.",
    link: null,
    form: { action: `${basePath}${magicUrlPath}`, fields: { userId, secret, project }, button: "Sign in" },
    note: "",
  }),
});

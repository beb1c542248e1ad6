/** Where a browser ends that was told no other place. Plain text: nothing that stands in an address runs or is shown. */
import { endpoint } from "../../http/endpoint.ts";
import { optional, text } from "../../http/rules/index.ts";
import { plainText } from "../../models/health.ts";

const page = (id: string, path: string, message: string) =>
  endpoint({
    id,
    summary: "Tells a person how a sign-in ended, where an app gave no place of its own.",
    method: "GET",
    path,
    scopes: ["public"],
    servesIncomplete: true,
    input: { error: optional(text(4_096, 0)) },
    status: 200,
    output: plainText,
    errors: [],
    run: () => message,
  });

export const successPath = "/account/oauth2/success";
export const failurePath = "/account/oauth2/failure";

export const oauth2Success = page("accountOAuth2Success", successPath, "You are signed in. You can close this page.\n");

export const oauth2Failure = page(
  "accountOAuth2Failure",
  failurePath,
  "You could not be signed in. The address of this page says why.\n",
);

import { endpoint } from "../../http/endpoint.ts";
import { location } from "../../models/raw.ts";
import { beginOAuth2 } from "./lib/begin-oauth2.ts";
import { beginning } from "./lib/oauth2-parameters.ts";

export const createOAuth2Session = endpoint({
  id: "accountCreateOAuth2Session",
  summary: "Redirects to an OAuth2 provider to sign in. A signed-in user gets one more identity.",
  method: "GET",
  path: "/account/sessions/oauth2/{provider}",
  scopes: ["guest", "sessions.write"],
  ...beginning,
  status: 301,
  output: location,
  run: (asked, context) => beginOAuth2(context, asked, false),
});

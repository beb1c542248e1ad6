import { endpoint } from "../../http/endpoint.ts";
import { location } from "../../models/raw.ts";
import { beginOAuth2 } from "./lib/begin-oauth2.ts";
import { beginning } from "./lib/oauth2-parameters.ts";

export const createOAuth2Token = endpoint({
  id: "accountCreateOAuth2Token",
  summary: "Redirects to an OAuth2 provider to sign in. The redirect back carries a single-use token for a session.",
  method: "GET",
  path: "/account/tokens/oauth2/{provider}",
  scopes: ["guest", "sessions.write"],
  ...beginning,
  status: 301,
  output: location,
  run: (asked, context) => beginOAuth2(context, asked, true),
});

import { endpoint } from "../../http/endpoint.ts";
import { returning, sendOn } from "./lib/oauth2-return.ts";

export const oauth2Callback = endpoint({
  id: "accountOAuth2Callback",
  method: "GET",
  status: 301,
  ...returning,
  run: sendOn,
});

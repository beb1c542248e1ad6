import { endpoint } from "../../http/endpoint.ts";
import { returning, sendOn } from "./lib/oauth2-return.ts";

export const oauth2PostedCallback = endpoint({
  id: "accountOAuth2PostedCallback",
  method: "POST",
  status: 303,
  ...returning,
  run: sendOn,
});

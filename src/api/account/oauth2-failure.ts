import { failurePath } from "../../flows/oauth2/ending.ts";
import { pageAt } from "./lib/oauth2-pages.ts";

export const oauth2Failure = pageAt(
  "accountOAuth2Failure",
  failurePath,
  "You could not be signed in. The address of this page says why.",
);

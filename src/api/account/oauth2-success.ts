import { successPath } from "../../flows/oauth2/ending.ts";
import { pageAt } from "./lib/oauth2-pages.ts";

export const oauth2Success = pageAt("accountOAuth2Success", successPath, "You are signed in. You can close this page.");

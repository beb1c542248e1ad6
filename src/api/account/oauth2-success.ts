import { successPath } from "../../flows/oauth2/ending.ts";
import { pageAt } from "./lib/oauth2-pages.ts";

export const oauth2Success = pageAt("accountOAuth2Success", successPath, () => ({
  title: "You are signed in",
  message: "The provider has confirmed who you are.",
  next: "Go back to the app. You can close this page.",
  form: null,
  note: "",
}));

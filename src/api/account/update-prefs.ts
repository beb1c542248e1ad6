import { changesLimit, prefsLimit } from "../../domain/limits/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { prefs } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { changeAccount } from "./lib/change-account.ts";

export const updatePrefs = endpoint({
  id: "accountUpdatePrefs",
  summary: "Replaces the account's preferences: any JSON object of at most 65,535 bytes.",
  method: "PATCH",
  path: "/account/prefs",
  scopes: ["account"],
  limits: [changesLimit, prefsLimit],
  input: { prefs },
  status: 200,
  output: account,
  errors: ["user_not_found"],
  run: ({ prefs }, context) => changeAccount(context, { event: "user.update", set: { prefs }, isFirst: true }),
});

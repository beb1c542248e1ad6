import { callingUser } from "../../domain/context/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { preferences } from "../../models/raw.ts";

export const getPrefs = endpoint({
  id: "accountGetPrefs",
  summary: "Gets the account's preferences.",
  method: "GET",
  path: "/account/prefs",
  scopes: ["account"],
  input: {},
  status: 200,
  output: preferences,
  errors: [],
  run: (_input, context) => callingUser(context).user.prefs,
});

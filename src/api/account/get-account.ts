import { callingUser } from "../../domain/context/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { account } from "../../models/user.ts";

export const get = endpoint({
  id: "accountGet",
  summary: "Gets the caller's account.",
  method: "GET",
  path: "/account",
  scopes: ["account"],
  input: {},
  status: 200,
  output: account,
  errors: [],
  run: (_input, context) => callingUser(context).user,
});

import { changeOfName } from "../../domain/users/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { changeAccount } from "./lib/change-account.ts";

export const updateName = endpoint({
  id: "accountUpdateName",
  summary: "Changes the account's name.",
  method: "PATCH",
  path: "/account/name",
  scopes: ["account"],
  limits: [changesLimit],
  input: { name: text(128) },
  status: 200,
  output: account,
  errors: ["user_not_found"],
  run: ({ name }, context) => changeAccount(context, { ...changeOfName(name), isFirst: true }),
});

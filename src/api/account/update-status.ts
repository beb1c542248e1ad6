import { block } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { account } from "../../models/user.ts";
import { changeAccount } from "./lib/change-account.ts";

export const updateStatus = endpoint({
  id: "accountUpdateStatus",
  summary: "Blocks the account. Only the server API can unblock it.",
  method: "PATCH",
  path: "/account/status",
  scopes: ["account"],
  guards: true,
  input: {},
  status: 200,
  output: account,
  errors: ["user_not_found"],
  async run(_input, context) {
    const blocked = await changeAccount(context, block(context));
    context.cookies.end();
    return blocked;
  },
});

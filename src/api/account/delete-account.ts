import { callingUser } from "../../domain/context/index.ts";
import { deleteUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";

export const remove = endpoint({
  id: "accountDelete",
  summary: "Deletes the account and all its data except the log.",
  method: "DELETE",
  path: "/account",
  scopes: ["account"],
  guards: true,
  input: {},
  status: 204,
  output: null,
  errors: ["user_not_found"],
  async run(_input, context) {
    await deleteUser(context, callingUser(context).seq);
    context.cookies.end();
  },
});

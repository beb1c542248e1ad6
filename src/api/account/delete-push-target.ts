import { callingUser } from "../../domain/context/index.ts";
import { deleteTarget } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deletePushTarget = endpoint({
  id: "accountDeletePushTarget",
  summary: "Deletes one of the account's devices.",
  method: "DELETE",
  path: "/account/targets/{targetId}/push",
  scopes: ["account"],
  input: { targetId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_target_not_found"],
  run: ({ targetId }, context) =>
    deleteTarget(context, { who: isUser(callingUser(context).seq), targetId, isPush: true }),
});

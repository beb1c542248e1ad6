import { callingUser } from "../../domain/context/index.ts";
import { updateTarget } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { identifier, uid } from "../../http/rules/index.ts";
import { target } from "../../models/target.ts";

export const updatePushTarget = endpoint({
  id: "accountUpdatePushTarget",
  summary: "Changes what one of the account's devices is known by, which makes it reachable again.",
  method: "PUT",
  path: "/account/targets/{targetId}/push",
  scopes: ["account"],
  refusesImpersonators: true,
  servesJwts: true,
  input: { targetId: uid, identifier },
  status: 200,
  output: target,
  errors: ["user_not_found", "user_target_not_found", "user_target_already_exists"],
  run({ targetId, identifier }, context) {
    const key = { who: isUser(callingUser(context).seq), targetId, isPush: true };
    return updateTarget(context, key, {
      identifier,
      providerId: null,
      name: null,
      taken: "user_target_already_exists",
    });
  },
});

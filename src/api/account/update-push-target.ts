import { callingUser } from "../../domain/context/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { updateTarget } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { identifier, uid } from "../../http/rules/index.ts";
import { target } from "../../models/target.ts";

export const updatePushTarget = endpoint({
  id: "accountUpdatePushTarget",
  summary: "Changes the identifier of one of the account's devices, and marks it as reachable.",
  method: "PUT",
  path: "/account/targets/{targetId}/push",
  scopes: ["account"],
  guards: true,
  servesBoundJwts: true,
  limits: [changesLimit],
  input: { targetId: uid, identifier },
  status: 200,
  output: target,
  errors: ["user_not_found", "user_target_not_found", "user_target_already_exists"],
  run({ targetId, identifier }, context) {
    const { jwt, seq } = callingUser(context);
    // A JWT may only change the device of its own session, because other devices outlast that session.
    const key = { who: isUser(seq), targetId, isPush: true, ...(jwt !== null && { sessionId: jwt.sessionId }) };
    return updateTarget(context, key, {
      identifier,
      providerId: null,
      name: null,
      taken: "user_target_already_exists",
    });
  },
});

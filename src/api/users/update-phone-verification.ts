import { changeOfVerification, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { strictBoolean, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updatePhoneVerification = endpoint({
  id: "usersUpdatePhoneVerification",
  summary: "Sets whether a user's phone is verified.",
  method: "PATCH",
  path: "/users/{userId}/verification/phone",
  scopes: ["users.write"],
  input: { userId: uid, phoneVerification: strictBoolean },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, phoneVerification }, context) =>
    changeUser(context, userId, changeOfVerification("phone", phoneVerification)),
});

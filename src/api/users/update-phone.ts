import { changeOfPhone, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { orEmpty, phone, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updatePhone = endpoint({
  id: "usersUpdatePhone",
  summary: "Changes a user's phone and its target. The new phone is unverified; an empty one removes both.",
  method: "PATCH",
  path: "/users/{userId}/phone",
  scopes: ["users.write"],
  input: { userId: uid, number: orEmpty(phone) },
  status: 200,
  output: user,
  errors: ["user_not_found", "user_phone_already_exists", "user_target_already_exists"],
  run: ({ userId, number }, context) => changeUser(context, userId, changeOfPhone(context, number || null)),
});

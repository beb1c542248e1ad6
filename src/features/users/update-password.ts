import { endpoint } from "../../http/endpoint.ts";
import { orEmpty, password, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { changeUser, getUser, newPassword } from "./store.ts";

export const updatePassword = endpoint({
  id: "usersUpdatePassword",
  summary: "Changes a user's password, and ends their sessions; an empty one leaves the user without.",
  method: "PATCH",
  path: "/users/{userId}/password",
  scopes: ["users.write"],
  input: { userId: uid, password: orEmpty(password) },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  async run({ userId, password }, context) {
    // An absent user must not cost a hash.
    await getUser(context, userId);
    const stored = password === "" ? null : await hashPassword(password);
    return changeUser(context, userId, newPassword(context, stored));
  },
});

import { endpoint } from "../../http/endpoint.ts";
import { orEmpty, password, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { changeUser, getUser } from "./store.ts";

export const updatePassword = endpoint({
  id: "usersUpdatePassword",
  summary: "Changes a user's password; an empty one leaves the user without.",
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
    return changeUser(context, userId, {
      event: "user.update",
      set: { ...(await stored(password)), passwordUpdate: context.now },
    });
  },
});

/** The columns of a new password. Emptying it leaves the format as it is: there is nothing to hash. */
async function stored(password: string) {
  if (password === "") return { password: "" };
  const { hash, options, password: encoded } = await hashPassword(password);
  return { password: encoded, hash, hashOptions: JSON.stringify(options) };
}

import { endpoint } from "../../http/endpoint.ts";
import { orEmpty, phone, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { users } from "../../storage/schema/index.ts";
import { hasTarget } from "../targets/store.ts";
import { followContact } from "./follow-contact.ts";
import { changeUser } from "./store.ts";
import { wordsOfUser } from "./words.ts";

export const updatePhone = endpoint({
  id: "usersUpdatePhone",
  summary:
    "Changes a user's phone number, which is then unverified, and the target that goes with it; an empty one removes both.",
  method: "PATCH",
  path: "/users/{userId}/phone",
  scopes: ["users.write"],
  input: { userId: uid, number: orEmpty(phone) },
  status: 200,
  output: user,
  errors: ["user_not_found", "user_phone_already_exists", "user_target_already_exists"],
  run({ userId, number }, context) {
    const phone = number === "" ? null : number;
    return changeUser(context, userId, {
      event: "user.update",
      set: { phone, phoneVerification: false },
      words: wordsOfUser({ phone }),
      ...(phone !== null && { unless: [{ is: hasTarget(phone), refuse: "user_target_already_exists" }] }),
      ...followContact(context, users.phone, "sms", phone),
      refusals: { users_phone: "user_phone_already_exists", targets_identifier: "user_target_already_exists" },
    });
  },
});

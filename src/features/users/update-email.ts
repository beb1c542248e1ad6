import { sql } from "drizzle-orm";
import { endpoint } from "../../http/endpoint.ts";
import { email, orEmpty, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { users } from "../../storage/schema/index.ts";
import { hasTarget } from "../targets/store.ts";
import { emailMetadata } from "./email-metadata.ts";
import { changeUser, hasIdentity } from "./store.ts";
import { wordsOfUser } from "./words.ts";
import { followContact } from "./follow-contact.ts";

export const updateEmail = endpoint({
  id: "usersUpdateEmail",
  summary:
    "Changes a user's email, which is then unverified, and the target that goes with it; an empty one removes both.",
  method: "PATCH",
  path: "/users/{userId}/email",
  scopes: ["users.write"],
  input: { userId: uid, email: orEmpty(email) },
  status: 200,
  output: user,
  errors: ["user_not_found", "user_email_already_exists", "user_target_already_exists"],
  run({ userId, email: given }, context) {
    const email = given === "" ? null : given;
    return changeUser(context, userId, {
      event: "user.update",
      set: { email, emailVerification: false, ...emailMetadata(email) },
      words: wordsOfUser({ email }),
      ...(email !== null && {
        unless: [
          { is: hasIdentity(email, sql`${users.seq}`), refuse: "user_email_already_exists" },
          { is: hasTarget(email), refuse: "user_target_already_exists" },
        ],
      }),
      ...followContact(context, users.email, "email", email),
      refusals: { users_email: "user_email_already_exists", targets_identifier: "user_target_already_exists" },
    });
  },
});

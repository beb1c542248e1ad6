import { changeOfEmail } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, email } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { changeContact, contactLimits } from "./lib/change-contact.ts";

export const updateEmail = endpoint({
  id: "accountUpdateEmail",
  summary:
    "Changes the account's email, which is then unverified. Requires the current password; an account without one gets this as its password.",
  method: "PATCH",
  path: "/account/email",
  scopes: ["account"],
  guards: true,
  limits: contactLimits,
  input: { email, password: comparedPassword },
  status: 200,
  output: account,
  errors: ["user_not_found", "user_invalid_credentials", "user_target_already_exists", "general_bad_request"],
  run: ({ email, password }, context) =>
    changeContact(context, "email", password, changeOfEmail(context, email, { taken: "general_bad_request" })),
});

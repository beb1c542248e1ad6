import { changeOfPhone } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, phone } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { changeContact, contactLimits } from "./lib/change-contact.ts";

export const updatePhone = endpoint({
  id: "accountUpdatePhone",
  summary:
    "Changes the account's phone, which is then unverified. Requires the current password; an account without one gets this as its password.",
  method: "PATCH",
  path: "/account/phone",
  scopes: ["account"],
  guards: true,
  limits: contactLimits,
  input: { phone, password: comparedPassword },
  status: 200,
  output: account,
  errors: ["user_not_found", "user_invalid_credentials", "user_target_already_exists", "user_phone_already_exists"],
  run: ({ phone, password }, context) => changeContact(context, "phone", password, changeOfPhone(context, phone)),
});

import { callingUser } from "../../domain/context/index.ts";
import { deleteTotp } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf } from "../../http/rules/index.ts";

export const deleteMfaAuthenticator = endpoint({
  id: "accountDeleteMfaAuthenticator",
  summary: "Removes the account's authenticator app. Requires a challenge completed in the last half hour.",
  method: "DELETE",
  path: "/account/mfa/authenticators/{type}",
  scopes: ["account"],
  needsChallenge: true,
  guards: true,
  input: { type: oneOf(["totp"]) },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_authenticator_not_found"],
  run: (_input, context) => deleteTotp(context, isUser(callingUser(context).seq)),
});

import { deleteTotp } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf, uid } from "../../http/rules/index.ts";

export const deleteMfaAuthenticator = endpoint({
  id: "usersDeleteMfaAuthenticator",
  summary: "Removes a user's authenticator app, verified or not.",
  method: "DELETE",
  path: "/users/{userId}/mfa/authenticators/{type}",
  scopes: ["users.write"],
  input: { userId: uid, type: oneOf(["totp"]) },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_authenticator_not_found"],
  run: ({ userId }, context) => deleteTotp(context, isUser(userId)),
});

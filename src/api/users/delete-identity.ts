import { deleteIdentity as remove } from "../../domain/identities/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteIdentity = endpoint({
  id: "usersDeleteIdentity",
  summary: "Deletes an identity, which can no longer sign in. Its sessions stay.",
  method: "DELETE",
  path: "/users/identities/{identityId}",
  scopes: ["users.write"],
  input: { identityId: uid },
  status: 204,
  output: null,
  errors: ["user_identity_not_found"],
  run: ({ identityId }, context) => remove(context, identityId),
});

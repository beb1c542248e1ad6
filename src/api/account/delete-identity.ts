import { callingUser } from "../../domain/context/index.ts";
import { deleteIdentity as remove } from "../../domain/identities/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteIdentity = endpoint({
  id: "accountDeleteIdentity",
  summary: "Deletes one of the account's identities, which can no longer sign in. Its sessions stay.",
  method: "DELETE",
  path: "/account/identities/{identityId}",
  scopes: ["account"],
  guards: true,
  input: { identityId: uid },
  status: 204,
  output: null,
  errors: ["user_identity_not_found"],
  run: ({ identityId }, context) => remove(context, identityId, callingUser(context).seq),
});

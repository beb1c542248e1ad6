import { deleteKey } from "../../../domain/keys/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";

export const remove = endpoint({
  id: "projectDeleteKey",
  summary: "Revokes an API key. Other isolates may accept it for up to five more seconds.",
  method: "DELETE",
  path: "/project/keys/{keyId}",
  scopes: ["keys.write"],
  input: { keyId: uid },
  status: 204,
  output: null,
  errors: ["key_not_found"],
  run: ({ keyId }, context) => deleteKey(context, keyId),
});

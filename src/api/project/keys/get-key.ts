import { getKey } from "../../../domain/keys/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";
import { key } from "../../../models/key.ts";

export const get = endpoint({
  id: "projectGetKey",
  summary: "Gets an API key, without its secret.",
  method: "GET",
  path: "/project/keys/{keyId}",
  scopes: ["keys.read"],
  input: { keyId: uid },
  status: 200,
  output: key,
  errors: ["key_not_found"],
  run: ({ keyId }, context) => getKey(context, keyId),
});

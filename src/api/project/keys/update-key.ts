import { getKey, updateKey } from "../../../domain/keys/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { optional, text, uid } from "../../../http/rules/index.ts";
import { key } from "../../../models/key.ts";
import { assertWithin } from "../lib/key-bounds.ts";
import { expire, scopes } from "../lib/key-parameters.ts";

export const update = endpoint({
  id: "projectUpdateKey",
  summary:
    "Replaces an API key's name, scopes and expiry. Both the old and the new values must be within those of the calling key.",
  method: "PUT",
  path: "/project/keys/{keyId}",
  scopes: ["keys.write"],
  input: { keyId: uid, name: text(128), scopes, expire: optional(expire) },
  status: 200,
  output: key,
  errors: ["key_not_found", "key_creation_denied"],
  async run({ keyId, ...input }, context) {
    assertWithin(context.caller, input);
    assertWithin(context.caller, await getKey(context, keyId));
    return await updateKey(context, keyId, input);
  },
});

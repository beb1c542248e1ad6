import { randomBytes } from "node:crypto";
import { insertKey } from "../../../domain/keys/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { customId, optional, text } from "../../../http/rules/index.ts";
import { sha256, toHex } from "../../../lib/crypto/digest.ts";
import { generateId, uniqueId } from "../../../lib/crypto/ids.ts";
import { key } from "../../../models/key.ts";
import { assertWithin } from "../lib/key-bounds.ts";
import { expire, scopes } from "../lib/key-parameters.ts";

/** Random bytes of a secret (docs/spec/access.md#api-keys). */
const secretBytes = 128;

export const create = endpoint({
  id: "projectCreateKey",
  summary: "Creates an API key within the scopes and expiry of the calling key. Its secret is only returned here.",
  method: "POST",
  path: "/project/keys",
  scopes: ["keys.write"],
  input: { keyId: customId, name: text(128), scopes, expire: optional(expire) },
  status: 201,
  output: key,
  errors: ["key_already_exists", "key_creation_denied"],
  async run({ keyId, ...input }, context) {
    assertWithin(context.caller, input);
    const secret = `standard_${toHex(randomBytes(secretBytes))}`;
    const id = keyId === uniqueId ? generateId(context.now) : keyId;
    const row = await insertKey(context, { id, digest: toHex(sha256(secret)), ...input });
    return { ...row, secret };
  },
});

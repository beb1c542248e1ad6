import { noteEvent } from "../../../domain/audit/index.ts";
import { mintEphemeralKey } from "../../../domain/keys/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { range } from "../../../http/rules/index.ts";
import { key } from "../../../models/key.ts";
import { assertWithin } from "../lib/key-bounds.ts";
import { scopes } from "../lib/key-parameters.ts";

export const createEphemeral = endpoint({
  id: "projectCreateEphemeralKey",
  summary: "Creates a short-lived signed key that is not stored and is revoked with its parent.",
  method: "POST",
  path: "/project/keys/ephemeral",
  scopes: ["keys.write"],
  input: { scopes, duration: range(1, 3600) },
  status: 201,
  output: key,
  errors: ["key_creation_denied"],
  async run({ scopes, duration }, context) {
    const { caller, config, db, now } = context;
    const expire = now + duration * 1000;
    assertWithin(caller, { scopes, expire });
    const { id, secret } = await mintEphemeralKey(config, caller, scopes, expire, now);
    await db.run(noteEvent(context, "project.key.create", `key/${id}`));
    return { id, createdAt: now, updatedAt: now, name: "", expire, scopes, secret, accessedAt: null, sdks: [] };
  },
});

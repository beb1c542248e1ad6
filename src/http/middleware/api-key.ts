/** Resolves the API key. Callers without one are guests until user.ts resolves the user (docs/spec/access.md#api-keys). */
import type { Context as HonoContext } from "hono";
import type { Caller, FindKey, KeyCaller, KeySecret } from "../../domain/context/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { equalDigests, sha256 } from "../../lib/crypto/digest.ts";
import type { AppEnv } from "../app-env.ts";
import { handedCaller } from "../in-process.ts";
import { waitUntil } from "../log-unexpected.ts";
import type { Step } from "./in-order.ts";

/** The lookup of each kind of key, by the prefix of its secret before the first `_`. */
export type Finders = Readonly<Record<"standard" | "ephemeral", FindKey>>;

const guest: Caller = { kind: "guest" };

/** The key of API_KEY, which has no row. */
export const bootstrap: KeyCaller = {
  kind: "key",
  id: "",
  createdAt: 0,
  name: "Bootstrap key",
  scopes: "all",
  expire: null,
  isEphemeral: false,
};

/** An old key without a prefix is a standard key. A key with an unknown prefix is invalid. */
function finderOf(secret: string, { ephemeral, standard }: Finders): FindKey | undefined {
  if (!secret.includes("_") || secret.startsWith("standard_")) return standard;
  return secret.startsWith("ephemeral_") ? ephemeral : undefined;
}

/** @throws AppError `user_unauthorized`, `project_key_expired` */
async function lookUp(c: HonoContext<AppEnv>, find: FindKey, presented: KeySecret): Promise<undefined> {
  const now = c.get("now");
  const sdk = c.req.header("X-SDK-Name") ?? "";
  const key = await find(presented, { db: c.get("db"), now, sdk, waitUntil: waitUntil(c) });
  if (key === null) throw new AppError("user_unauthorized");
  if (key.expire !== null && key.expire <= now) throw new AppError("project_key_expired");
  c.set("caller", key);
}

export function apiKey(bootstrapDigest: Uint8Array, finders: Finders): Step {
  return (c) => {
    const handed = handedCaller(c.req.raw);
    const secret = c.req.header("X-Appwrite-Key") ?? "";
    c.set("caller", handed ?? guest);
    if (handed !== undefined || secret === "") return undefined;
    const digest = sha256(secret);
    if (equalDigests(digest, bootstrapDigest)) {
      c.set("caller", bootstrap);
      return undefined;
    }
    const find = finderOf(secret, finders);
    return find && lookUp(c, find, { secret, digest });
  };
}

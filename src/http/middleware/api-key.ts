/** Resolves the API key. Callers without one are guests until user.ts resolves the user (docs/spec/access.md#api-keys). */
import type { Context as HonoContext } from "hono";
import type { Caller, FindKey, KeyCaller } from "../../domain/context/index.ts";
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
async function lookUp(c: HonoContext<AppEnv>, find: FindKey, secret: string): Promise<undefined> {
  const now = c.get("now");
  const sdk = c.req.header("X-SDK-Name") ?? "";
  const key = await find(secret, { db: c.get("db"), now, sdk, waitUntil: waitUntil(c) });
  if (key === null) throw new AppError("user_unauthorized");
  if (key.expire !== null && key.expire <= now) throw new AppError("project_key_expired");
  c.set("caller", key);
}

export function apiKey(bootstrapDigest: Uint8Array, finders: Finders): Step {
  /** The caller, where no key has to be looked up. */
  function callerOf(request: Request, secret: string): Caller {
    const handed = handedCaller(request);
    if (handed !== undefined) return handed;
    return secret !== "" && equalDigests(sha256(secret), bootstrapDigest) ? bootstrap : guest;
  }
  return (c) => {
    const secret = c.req.header("X-Appwrite-Key") ?? "";
    const caller = callerOf(c.req.raw, secret);
    c.set("caller", caller);
    const find = caller === guest && secret !== "" ? finderOf(secret, finders) : undefined;
    return find && lookUp(c, find, secret);
  };
}

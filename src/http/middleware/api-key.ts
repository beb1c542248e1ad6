/** Resolves the API key. Callers without one are guests until user.ts resolves the user (docs/spec/access.md#api-keys). */
import type { MiddlewareHandler } from "hono";
import type { Caller, FindKey, KeyCaller, KeyLookupContext } from "../../domain/context/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { equalDigests, sha256 } from "../../lib/crypto/digest.ts";
import type { AppEnv } from "../app-env.ts";
import { handedCaller } from "../in-process.ts";
import { waitUntil } from "../log-unexpected.ts";

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

export function apiKey(bootstrapDigest: Uint8Array, finders: Finders): MiddlewareHandler<AppEnv> {
  async function identify(secret: string | undefined, search: KeyLookupContext): Promise<Caller> {
    if (secret === undefined || secret === "") return guest;
    if (equalDigests(sha256(secret), bootstrapDigest)) return bootstrap;
    const find = finderOf(secret, finders);
    if (find === undefined) return guest;
    const key = await find(secret, search);
    if (key === null) throw new AppError("user_unauthorized");
    if (key.expire !== null && key.expire <= search.now) throw new AppError("project_key_expired");
    return key;
  }
  return async function apiKey(c, next) {
    const search = {
      db: c.get("db"),
      now: c.get("now"),
      sdk: c.req.header("X-SDK-Name") ?? "",
      waitUntil: waitUntil(c),
    };
    c.set("caller", handedCaller(c.req.raw) ?? (await identify(c.req.header("X-Appwrite-Key"), search)));
    await next();
  };
}

/** Tells who calls: a key, or a guest (spec/wire.md 2.3, 3.3). */
import type { MiddlewareHandler } from "hono";
import { equalDigests, sha256, toHex } from "../../crypto/digest.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Edge } from "../context.ts";
import type { Caller, FindKey } from "../scopes.ts";

const guest: Caller = { kind: "guest" };

/** A key text of another kind than ours, such as a JWT's, is no key at all: its bearer is a guest. */
const isOfOurKind = (secret: string): boolean => !secret.includes("_") || secret.startsWith("standard_");

export function apiKey(bootstrapDigest: Uint8Array, findKey: FindKey): MiddlewareHandler<Edge> {
  async function identify(secret: string | undefined, now: number): Promise<Caller> {
    if (secret === undefined || secret === "") return guest;
    const digest = sha256(secret);
    if (equalDigests(digest, bootstrapDigest)) return { kind: "key", id: "", name: "Bootstrap key", scopes: "all" };
    if (!isOfOurKind(secret)) return guest;
    const key = await findKey(toHex(digest));
    if (key === null) throw new AppError("user_unauthorized");
    if (key.expire !== null && key.expire <= now) throw new AppError("project_key_expired");
    return { kind: "key", id: key.id, name: key.name, scopes: new Set(key.scopes) };
  }
  return async function apiKey(c, next) {
    c.set("caller", await identify(c.req.header("X-Appwrite-Key"), c.get("now")));
    await next();
  };
}

/** GET /.well-known/jwks.json: the public keys that others check users' JWTs with (docs/decisions/0014-jwts.md). */
import type { Handler } from "hono";
import { publicKeys } from "../crypto/jwts.ts";
import type { Config } from "./config.ts";
import type { Edge } from "./context.ts";

/** An hour, in seconds: a new key is found by its id, which verifiers look up again when they do not know it. */
const maxAgeSeconds = 3_600;

export const jwks =
  ({ secretKeys }: Config): Handler<Edge> =>
  async (c) =>
    c.json(await publicKeys(secretKeys), 200, { "Cache-Control": `public, max-age=${maxAgeSeconds}` });

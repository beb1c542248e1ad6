/** GET /.well-known/jwks.json: the public keys that others check users' JWTs with (docs/decisions/0014-jwts.md). */
import type { Handler } from "hono";
import type { Config } from "../domain/context/index.ts";
import { publicKeys } from "../lib/crypto/jwts.ts";
import type { AppEnv } from "./app-env.ts";

/** An hour, in seconds: a new key is found by its id, which verifiers look up again when they do not know it. */
const maxAgeSeconds = 3_600;

export const jwks =
  ({ secretKeys }: Config): Handler<AppEnv> =>
  async (c) =>
    c.json(await publicKeys(secretKeys), 200, { "Cache-Control": `public, max-age=${maxAgeSeconds}` });

/** GET /.well-known/jwks.json: the public keys with which third parties verify users' JWTs (docs/decisions/0014-jwts.md). */
import type { Handler } from "hono";
import type { Config } from "../domain/context/index.ts";
import { publicKeys } from "../lib/crypto/jwts.ts";
import { answer } from "./answer.ts";
import type { AppEnv } from "./app-env.ts";

/** An hour, in seconds. Verifiers fetch the keys again when a token names an unknown key id, so a new key is found at once. */
const maxAgeSeconds = 3_600;

export const jwks =
  ({ secretKeys }: Config): Handler<AppEnv> =>
  async (c) =>
    answer(c, JSON.stringify(await publicKeys(secretKeys)), 200, {
      "content-type": "application/json",
      "cache-control": `public, max-age=${maxAgeSeconds}`,
    });

/** API keys that are rows, for tests that need one with less than the bootstrap key's rights. */
import { createHash, randomBytes } from "node:crypto";
import { env } from "cloudflare:workers";

interface KeyOptions {
  readonly scopes?: readonly string[];
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire?: number | null;
  readonly id?: string;
  readonly name?: string;
  /** What comes before the random part of the secret. */
  readonly prefix?: string;
}

/** A secret in the form of an API key (spec/wire.md 3.3), known to nobody. */
export const randomSecret = (prefix = "standard_"): string => `${prefix}${randomBytes(128).toString("hex")}`;

/** Stores a key. @returns its secret */
export async function createKey(options: KeyOptions = {}): Promise<string> {
  const { scopes = [], expire = null, id = randomBytes(10).toString("hex"), name = "Test key", prefix } = options;
  const secret = randomSecret(prefix);
  const digest = createHash("sha256").update(secret).digest("hex");
  await env.DB.prepare(
    "INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, expire, sdks) VALUES (?, 0, 0, ?, ?, ?, ?, '[]')",
  )
    .bind(id, name, digest, JSON.stringify(scopes), expire)
    .run();
  return secret;
}

/** Stored API keys, for tests that need a key with fewer rights than the bootstrap key. */
import { createHash, randomBytes } from "node:crypto";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { call, type CallOptions } from "./client.ts";
import { date, generatedId } from "./users.ts";

interface KeyOptions {
  readonly scopes?: readonly string[];
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire?: number | null;
  readonly id?: string;
  readonly name?: string;
  /** Milliseconds since the Unix epoch; null: never used. Default: now, so that using the key does not update it. */
  readonly accessedAt?: number | null;
  /** The text before the random part of the secret. */
  readonly prefix?: string;
}

/** A secret in the form of an API key (docs/spec/access.md#api-keys), which belongs to no key. */
export const randomSecret = (prefix = "standard_"): string => `${prefix}${randomBytes(128).toString("hex")}`;

/** Stores a key. @returns its secret */
export async function createKey(options: KeyOptions = {}): Promise<string> {
  const { scopes = [], expire = null, id = randomBytes(10).toString("hex"), name = "Test key", prefix } = options;
  const { accessedAt = Date.now() } = options;
  const secret = randomSecret(prefix);
  const digest = createHash("sha256").update(secret).digest("hex");
  await env.DB.prepare(
    `INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, expire, accessed_at, sdks)
     VALUES (?, 0, 0, ?, ?, ?, ?, ?, '[]')`,
  )
    .bind(id, name, digest, JSON.stringify(scopes), expire, accessedAt)
    .run();
  return secret;
}

type Json = Readonly<Record<string, unknown>>;

/** The secret of a key that the server made. */
export const newSecret: unknown = expect.stringMatching(/^standard_[0-9a-f]{256}$/);

/** The fields of a key with a name only, after its creation: tests state the differences. */
export const bareKey: Json = {
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  name: "CI",
  expire: "",
  scopes: [],
  secret: "",
  accessedAt: "",
  sdks: [],
};

/** Makes a key through the API. @returns its id and its secret */
export async function makeKey(fields: Json = {}, options: CallOptions = {}): Promise<{ id: string; secret: string }> {
  const body = { keyId: "unique()", name: "CI", scopes: [], ...fields };
  const answer = await call("POST", "/project/keys", { body, ...options });
  if (answer.status !== 201) throw new Error(`No key was made: ${answer.text}`);
  return { id: String(answer.body["$id"]), secret: String(answer.body["secret"]) };
}

/** A key as GET shows it. */
export async function readKey(keyId: string): Promise<Json> {
  const { body, status, text } = await call("GET", `/project/keys/${keyId}`);
  if (status !== 200) throw new Error(`No key was read: ${text}`);
  return body;
}

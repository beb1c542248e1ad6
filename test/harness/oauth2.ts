/** OAuth2 providers as a project sets them up, for tests. */
import { env } from "cloudflare:workers";
import { open } from "../../src/lib/crypto/box.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { call, type CallOptions } from "./client.ts";
import { rows } from "./database.ts";

type Json = Readonly<Record<string, unknown>>;

/** Sets a provider up. */
export const setUp = (id: string, body: object, options: CallOptions = {}) =>
  call("PATCH", `/project/oauth2/${id}`, { body, ...options });

/** A provider as GET shows it. */
export async function readOAuth2(id: string): Promise<Json> {
  const { body, status, text } = await call("GET", `/project/oauth2/${id}`);
  if (status !== 200) throw new Error(`No provider was read: ${text}`);
  return body;
}

/** The sealed text of a provider in the database. */
export async function sealedSecretsOf(id: string): Promise<string> {
  const [row] = await rows("SELECT secrets FROM oauth2_providers WHERE id = ?", id);
  return String(row?.["secrets"]);
}

/** The secrets of a provider, opened past the API. */
export async function secretsOf(id: string): Promise<unknown> {
  const opened = await open([fromHex(env.SECRET_KEY)], `oauth2_providers.secrets/${id}`, await sealedSecretsOf(id));
  if (!opened.ok) throw new Error(opened.error);
  return JSON.parse(opened.value);
}

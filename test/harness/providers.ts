/** Messaging providers for tests: made and read through the API. */
import { env } from "cloudflare:workers";
import { open } from "../../src/lib/crypto/box.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { call } from "./client.ts";
import { rows } from "./database.ts";
import { kindCase, leastOf } from "./provider-kinds.ts";
import { fresh } from "./users.ts";

type Json = Readonly<Record<string, unknown>>;

/** Credentials as they are shown. */
export const hidden = (credentials: Json): Json =>
  Object.fromEntries(Object.keys(credentials).map((name) => [name, ""]));

/** Makes a provider. @returns its id */
export async function makeProvider(provider = "sendgrid", fields: Json = {}): Promise<string> {
  const body = { providerId: fresh("provider"), name: "Post", ...leastOf(kindCase(provider)), ...fields };
  const answer = await call("POST", `/messaging/providers/${provider}`, { body });
  if (answer.status !== 201) throw new Error(`No provider was made: ${answer.text}`);
  return String(answer.body["$id"]);
}

/** A provider as GET shows it. */
export async function readProvider(providerId: string): Promise<Json> {
  const { body, status, text } = await call("GET", `/messaging/providers/${providerId}`);
  if (status !== 200) throw new Error(`No provider was read: ${text}`);
  return body;
}

/** The sealed credentials of a provider in the database. */
export async function sealedOf(providerId: string): Promise<string> {
  const [row] = await rows("SELECT credentials FROM providers WHERE id = ?", providerId);
  return String(row?.["credentials"]);
}

/** The credentials of a provider, opened past the API. */
export async function credentialsOf(providerId: string): Promise<unknown> {
  const context = `providers.credentials/${providerId}`;
  const opened = await open([fromHex(env.SECRET_KEY)], context, await sealedOf(providerId));
  if (!opened.ok) throw new Error(opened.error);
  return JSON.parse(opened.value);
}

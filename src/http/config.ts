/** The configuration, parsed once at the door. A Worker whose configuration does not hold serves nothing. */
import * as v from "valibot";
import { fromHex, sha256 } from "../crypto/digest.ts";
import { fail, ok, type Result } from "../errors/result.ts";
import { type HostPattern, parseHostPatterns } from "./hosts.ts";
import { uid } from "./rules/index.ts";

export interface Config {
  readonly db: D1Database;
  readonly kv: KVNamespace;
  readonly projectId: string;
  /** SHA-256 of the bootstrap key. */
  readonly apiKeyDigest: Uint8Array;
  /** SECRET_KEY, 32 bytes: everything that is signed or sealed derives from it. */
  readonly secretKey: Uint8Array;
  /** Hosts of web apps that may call, besides this one and the loopback. */
  readonly allowedHosts: readonly HostPattern[];
}

/** What is random in a key: its kind, `standard_`, is not. */
const randomPart = (key: string) => key.replace(/^standard_/, "");

/** Fewer different characters than any random secret of these lengths has, and more than a placeholder has. */
const variedEnough = (secret: string) => new Set(secret).size >= 8;
const isNoExample = (secret: string) => !/example|change|secret|your|placeholder|xxxx/i.test(secret);

const makeKey =
  "Make one with `openssl rand -hex 128 | sed s/^/standard_/` and set it with `wrangler secret put API_KEY`.";
const makeSecret = "Make one with `openssl rand -hex 32` and set it with `wrangler secret put SECRET_KEY`.";
const apiKeyText = `API_KEY must be a random text of at least 32 characters. ${makeKey}`;
const secretKeyText = `SECRET_KEY must be 32 random bytes as 64 hex digits. ${makeSecret}`;
const projectText =
  "PROJECT_ID must be an id: 1 to 36 of a-z, A-Z, 0-9, period, hyphen and underscore. Set it in wrangler.toml.";
const hostsText = "ALLOWED_HOSTS must be a comma-separated list of hosts: example.com, *.example.com, or *.";

const schema = v.object({
  DB: v.custom<D1Database>((value) => typeof value === "object" && value !== null, "The D1 binding DB is missing."),
  KV: v.custom<KVNamespace>((value) => typeof value === "object" && value !== null, "The KV binding KV is missing."),
  PROJECT_ID: v.pipe(
    v.string(projectText),
    v.check((id) => uid.parse(id).ok, projectText),
    v.notValue("console", "PROJECT_ID must not be `console`: that name means no project."),
  ),
  API_KEY: v.pipe(
    v.string(apiKeyText),
    v.check((key) => randomPart(key).length >= 32, apiKeyText),
    v.check((key) => variedEnough(randomPart(key)), apiKeyText),
    v.check(isNoExample, apiKeyText),
  ),
  SECRET_KEY: v.pipe(
    v.string(secretKeyText),
    v.regex(/^[0-9a-f]{64}$/i, secretKeyText),
    v.check(variedEnough, secretKeyText),
  ),
  ALLOWED_HOSTS: v.pipe(
    v.optional(v.string(), ""),
    v.transform(parseHostPatterns),
    v.array(v.custom<HostPattern>(Boolean, hostsText)),
  ),
});

/**
 * @param env the Worker's bindings
 * @returns the configuration, or one line that says what is wrong with it and how to mend that; never a secret's value
 */
export function parseConfig(env: unknown): Result<Config> {
  const parsed = v.safeParse(schema, env);
  if (!parsed.success) return fail(parsed.issues[0].message);
  const { ALLOWED_HOSTS, API_KEY, DB, KV, PROJECT_ID, SECRET_KEY } = parsed.output;
  return ok({
    db: DB,
    kv: KV,
    projectId: PROJECT_ID,
    apiKeyDigest: sha256(API_KEY),
    secretKey: fromHex(SECRET_KEY),
    allowedHosts: ALLOWED_HOSTS,
  });
}

/** The configuration, parsed once per environment. A Worker with an invalid configuration serves nothing. */
import * as v from "valibot";
import type { Config } from "../domain/context/index.ts";
import { fail, ok, type Result } from "../errors/result.ts";
import { equalDigests, fromHex, sha256 } from "../lib/crypto/digest.ts";
import { isSigningSecret } from "../lib/delivery/sign.ts";
import { defaultDeadline } from "../storage/sender.ts";
import {
  apiKeyText,
  consoleText,
  deadlineText,
  hostsText,
  localText,
  logRetentionText,
  outboxText,
  previousKeyText,
  previousWebhookSecretText,
  projectNameText,
  projectText,
  publicUrlText,
  rateLimitsText,
  sameKeyText,
  secretKeyText,
  webhookSecretText,
  webhookText,
  webhookUrlText,
} from "./config-texts.ts";
import { type HostPattern, isLoopback, parseHostPatterns } from "./hosts.ts";
import { uid } from "./rules/index.ts";

/** The configuration with the fields that only this layer uses. */
export interface EdgeConfig extends Config {
  /** Allowed hosts of web apps, besides this one. */
  readonly allowedHosts: readonly HostPattern[];
  /** This Worker runs on a developer's machine (local-host.ts). */
  readonly local: boolean;
  /** The public origin of this Worker; null: the origin of each request. */
  readonly publicUrl: URL | null;
  /** Whether the operator's web pages are served. */
  readonly hasConsole: boolean;
}

/** The random part of a key: its prefix, `standard_`, is not random. */
const randomPart = (key: string) => key.replace(/^standard_/, "");

/** Any random secret of these lengths has at least 8 different characters; a placeholder has fewer. */
const variedEnough = (secret: string) => new Set(secret).size >= 8;
const isNoExample = (secret: string) => !/example|change|secret|your|placeholder|xxxx/i.test(secret);

/** Whether messages may be posted to a URL: https, or this machine, so that the content cannot be read on the way. */
function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** @returns the origin in a text, with or without a trailing slash; undefined: it is not an origin that browsers can visit */
function parseOrigin(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.href !== `${url.origin}/` || !/[^/?#]\/?$/.test(text)) return undefined;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)) ? url : undefined;
}

/** A secret from which keys are derived: 32 bytes, in hex. */
const secretKey = (text: string) =>
  v.pipe(
    v.string(text),
    v.regex(/^[0-9a-f]{64}$/i, text),
    v.check(variedEnough, text),
    v.transform((hex) => fromHex(hex)),
  );

/** A secret that signs messages; "": none. */
const signingSecret = (text: string) =>
  v.pipe(
    v.optional(v.string(text), ""),
    v.check((secret) => secret === "" || (secret.length >= 32 && variedEnough(secret)), text),
    v.check(isNoExample, text),
    v.check(isSigningSecret, text),
  );

/** The factor of all rate limits, from RATE_LIMITS. */
const factorOf = (text: string): number => (text === "" ? 1 : text === "off" ? 0 : Number(text));

/** The default of LOG_RETENTION_DAYS. */
const logRetentionDefault = "365";

/** The retention in days, from LOG_RETENTION_DAYS; null: for ever. */
const retentionOf = (text: string): number | null => (text === "off" || Number(text) === 0 ? null : Number(text));

/** The deadline in milliseconds, from D1_DEADLINE_MS. */
const deadlineOf = (text: string): number => (text === "" ? defaultDeadline : Number(text));

/** Variables and secrets. */
const variables = {
  PROJECT_ID: v.pipe(
    v.string(projectText),
    v.check((id) => uid.parse(id).ok, projectText),
    v.notValue("console", "PROJECT_ID must not be `console`: that name means no project."),
  ),
  PROJECT_NAME: v.pipe(
    v.optional(v.string(projectNameText), ""),
    v.trim(),
    v.maxLength(128, projectNameText),
    v.regex(/^\P{Cc}*$/u, projectNameText),
  ),
  PUBLIC_URL: v.pipe(
    v.optional(v.string(publicUrlText), ""),
    v.transform((text) => (text === "" ? null : parseOrigin(text))),
    v.nullable(v.instance(URL, publicUrlText)),
  ),
  LOCAL: v.pipe(
    v.optional(v.picklist(["", "off", "on"], localText), ""),
    v.transform((local) => local === "on"),
  ),
  CONSOLE: v.pipe(
    v.optional(v.picklist(["", "off", "on"], consoleText), ""),
    v.transform((console) => console !== "off"),
  ),
  API_KEY: v.pipe(
    v.string(apiKeyText),
    v.check((key) => randomPart(key).length >= 32, apiKeyText),
    v.check((key) => variedEnough(randomPart(key)), apiKeyText),
    v.check(isNoExample, apiKeyText),
  ),
  SECRET_KEY: secretKey(secretKeyText),
  SECRET_KEY_PREVIOUS: v.optional(v.union([v.literal(""), secretKey(previousKeyText)], previousKeyText), ""),
  RATE_LIMITS: v.pipe(
    v.optional(v.union([v.string(), v.number()], rateLimitsText), ""),
    v.transform(String),
    v.regex(/^(?:off|\d+(?:\.\d+)?)?$/, rateLimitsText),
    v.transform(factorOf),
    v.maxValue(1_000, rateLimitsText),
  ),
  D1_DEADLINE_MS: v.pipe(
    v.optional(v.union([v.string(), v.number()], deadlineText), ""),
    v.transform(String),
    v.regex(/^\d{0,5}$/, deadlineText),
    v.transform(deadlineOf),
    v.minValue(10, deadlineText),
    // The platform ends background work 30 s after the answer.
    v.maxValue(25_000, deadlineText),
  ),
  LOG_RETENTION_DAYS: v.pipe(
    v.optional(v.union([v.string(), v.number()], logRetentionText), logRetentionDefault),
    v.transform((days) => (days === "" ? logRetentionDefault : String(days))),
    v.regex(/^(?:off|\d{1,5})$/, logRetentionText),
    v.transform(retentionOf),
    v.nullable(v.pipe(v.number(), v.maxValue(36_500, logRetentionText))),
  ),
  MESSAGES_OUTBOX: v.pipe(
    v.optional(v.picklist(["", "off", "on"], outboxText), ""),
    v.transform((outbox) => outbox === "on"),
  ),
  MESSAGES_WEBHOOK_URL: v.pipe(
    v.optional(v.string(webhookUrlText), ""),
    v.check((url) => url === "" || isWebhookUrl(url), webhookUrlText),
  ),
  MESSAGES_WEBHOOK_SECRET: signingSecret(webhookSecretText),
  MESSAGES_WEBHOOK_SECRET_PREVIOUS: signingSecret(previousWebhookSecretText),
  ALLOWED_HOSTS: v.pipe(
    v.optional(v.string(), ""),
    v.transform(parseHostPatterns),
    v.array(v.custom<HostPattern>(Boolean, hostsText)),
  ),
};

/** The names of the variables and secrets that the Worker reads. */
export const variableNames: readonly string[] = Object.keys(variables);

const schema = v.pipe(
  v.object({
    DB: v.custom<D1Database>((value) => typeof value === "object" && value !== null, "The D1 binding DB is missing."),
    KV: v.custom<KVNamespace>((value) => typeof value === "object" && value !== null, "The KV binding KV is missing."),
    ...variables,
  }),
  v.check(
    ({ SECRET_KEY, SECRET_KEY_PREVIOUS }) =>
      SECRET_KEY_PREVIOUS === "" || !equalDigests(SECRET_KEY, SECRET_KEY_PREVIOUS),
    sameKeyText,
  ),
  v.check(
    ({ MESSAGES_WEBHOOK_SECRET, MESSAGES_WEBHOOK_URL }) =>
      (MESSAGES_WEBHOOK_SECRET === "") === (MESSAGES_WEBHOOK_URL === ""),
    webhookText,
  ),
  v.check(
    ({ MESSAGES_WEBHOOK_SECRET, MESSAGES_WEBHOOK_SECRET_PREVIOUS: previous }) =>
      previous === "" || MESSAGES_WEBHOOK_SECRET !== "",
    previousWebhookSecretText,
  ),
);

/** The signing secrets. If both are the same, as in the middle of a rotation, it signs once. */
const secretsOf = (secret: string, previous: string): readonly [string, ...string[]] =>
  previous === "" || previous === secret ? [secret] : [secret, previous];

/**
 * @param env the Worker's bindings
 * @returns the configuration, or one line with the error and its remedy; never a secret's value
 */
export function parseConfig(env: unknown): Result<EdgeConfig> {
  const parsed = v.safeParse(schema, env);
  if (!parsed.success) return fail(parsed.issues[0].message);
  const { ALLOWED_HOSTS, API_KEY, CONSOLE, D1_DEADLINE_MS, DB, KV, LOCAL, LOG_RETENTION_DAYS, RATE_LIMITS } =
    parsed.output;
  const { PROJECT_ID, PROJECT_NAME, PUBLIC_URL } = parsed.output;
  const { SECRET_KEY, SECRET_KEY_PREVIOUS } = parsed.output;
  const { MESSAGES_OUTBOX, MESSAGES_WEBHOOK_SECRET: secret, MESSAGES_WEBHOOK_URL: url } = parsed.output;
  const { MESSAGES_WEBHOOK_SECRET_PREVIOUS: previous } = parsed.output;
  return ok({
    db: DB,
    kv: KV,
    deadline: D1_DEADLINE_MS,
    projectId: PROJECT_ID,
    projectName: PROJECT_NAME || PROJECT_ID,
    apiKeyDigest: sha256(API_KEY),
    secretKeys: SECRET_KEY_PREVIOUS === "" ? [SECRET_KEY] : [SECRET_KEY, SECRET_KEY_PREVIOUS],
    rateLimits: RATE_LIMITS,
    logRetention: LOG_RETENTION_DAYS,
    outbox: MESSAGES_OUTBOX,
    webhook: url === "" ? null : { url, secrets: secretsOf(secret, previous) },
    allowedHosts: ALLOWED_HOSTS,
    local: LOCAL,
    publicUrl: PUBLIC_URL,
    hasConsole: CONSOLE,
  });
}

/**
 * Calls of every method of `messaging` about providers, with their results and refusals. Each version of the SDK makes the
 * calls whose methods it has, in order, on a database that starts empty.
 */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Named, Sdk } from "../harness/sdks.ts";
import { aDate, nothing } from "./expected.ts";

/** A call that succeeds, with its whole result, or one that is refused. */
export type ProviderCall = {
  readonly method: string;
  readonly does: string;
  readonly parameters: Named;
  /** The first version that can make the call; older ones have the method without a parameter. */
  readonly since?: Sdk["version"];
} & ({ readonly gives: unknown } | { readonly refuses: Refusal });

const notFound: Refusal = { code: 404, type: "provider_not_found" };

/** A kind of provider (docs/spec/messaging.md#kinds). */
interface Kind {
  readonly provider: string;
  /** The kind's name in methods; the second one is that of versions from 20 on. */
  readonly spellings: readonly string[];
  readonly type: "email" | "sms" | "push";
  /** All parameters of the kind. */
  readonly credentials: Named;
  readonly options: Named;
}

const from = {
  fromName: "Rollcall",
  fromEmail: "Hello@psg.fr",
  replyToName: "Support",
  replyToEmail: "support@psg.fr",
};

const kinds: readonly Kind[] = [
  { provider: "sendgrid", spellings: ["Sendgrid"], type: "email", credentials: { apiKey: "k" }, options: from },
  { provider: "resend", spellings: ["Resend"], type: "email", credentials: { apiKey: "k" }, options: from },
  {
    provider: "mailgun",
    spellings: ["Mailgun"],
    type: "email",
    credentials: { apiKey: "k", domain: "psg.fr", isEuRegion: true },
    options: from,
  },
  {
    provider: "ses",
    spellings: ["Ses"],
    type: "email",
    credentials: { accessKey: "a", secretKey: "s", region: "eu-west-3" },
    options: from,
  },
  {
    provider: "smtp",
    spellings: ["Smtp", "SMTP"],
    type: "email",
    credentials: { host: "mail.psg.fr", port: 465, username: "u", password: "p" },
    options: { encryption: "ssl", autoTLS: false, mailer: "Rollcall", ...from },
  },
  {
    provider: "twilio",
    spellings: ["Twilio"],
    type: "sms",
    credentials: { accountSid: "a", authToken: "t" },
    options: { from: "+14155550110" },
  },
  {
    provider: "vonage",
    spellings: ["Vonage"],
    type: "sms",
    credentials: { apiKey: "k", apiSecret: "s" },
    options: { from: "+14155550110" },
  },
  {
    provider: "telesign",
    spellings: ["Telesign"],
    type: "sms",
    credentials: { customerId: "c", apiKey: "k" },
    options: { from: "+14155550110" },
  },
  {
    provider: "textmagic",
    spellings: ["Textmagic"],
    type: "sms",
    credentials: { username: "u", apiKey: "k" },
    options: { from: "+14155550110" },
  },
  {
    provider: "msg91",
    spellings: ["Msg91"],
    type: "sms",
    credentials: { templateId: "t", senderId: "s", authKey: "k" },
    options: {},
  },
  {
    provider: "fcm",
    spellings: ["Fcm", "FCM"],
    type: "push",
    credentials: { serviceAccountJSON: { project_id: "p" } },
    options: {},
  },
  {
    provider: "apns",
    spellings: ["Apns", "APNS"],
    type: "push",
    credentials: { authKey: "k", authKeyId: "i", teamId: "t", bundleId: "b" },
    options: { sandbox: true },
  },
];

/** The shown provider, with only the names of its credentials. */
const shown = (providerId: string, { credentials, options, provider, type }: Kind, fields: Named = {}) => ({
  $id: providerId,
  $createdAt: aDate,
  $updatedAt: aDate,
  name: `Our ${provider}`,
  provider,
  enabled: true,
  type,
  credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, ""])),
  options,
  ...fields,
});

/** The calls about one kind, with one of its names. */
function callsOf(kind: Kind, spelling: string, position: number): readonly ProviderCall[] {
  const providerId = `${kind.provider}-${position}`;
  const [create, update] = [`create${spelling}Provider`, `update${spelling}Provider`];
  const given = { providerId, name: `Our ${kind.provider}`, ...kind.credentials, ...kind.options, enabled: true };
  return [
    { method: create, does: "makes a provider", parameters: given, gives: shown(providerId, kind) },
    {
      method: create,
      does: "refuses an id that is taken",
      parameters: given,
      refuses: { code: 409, type: "provider_already_exists" },
    },
    { method: create, does: "refuses an empty name", parameters: { ...given, name: "" }, refuses: invalid("name") },
    {
      method: update,
      does: "changes a name and leaves the rest",
      parameters: { providerId, name: "Another", enabled: false },
      gives: shown(providerId, kind, { name: "Another", enabled: false }),
    },
    {
      method: update,
      does: "changes credentials, which it does not show",
      parameters: { providerId, ...kind.credentials, enabled: true },
      gives: shown(providerId, kind, { name: "Another" }),
    },
    {
      method: update,
      does: "refuses an absent provider",
      parameters: { providerId: "absent", name: "Another" },
      refuses: notFound,
    },
  ];
}

/** Two providers without optional parameters. */
const incomplete = {
  mail: {
    $id: "mail",
    $createdAt: aDate,
    $updatedAt: aDate,
    name: "The mail",
    provider: "sendgrid",
    enabled: false,
    type: "email",
    credentials: { apiKey: "" },
    options: { fromName: "", fromEmail: "", replyToName: "", replyToEmail: "" },
  },
  sms: {
    $id: "sms",
    $createdAt: aDate,
    $updatedAt: aDate,
    name: "The sms",
    provider: "twilio",
    enabled: false,
    type: "sms",
    credentials: { accountSid: "", authToken: "" },
    options: { from: "" },
  },
};

const others: readonly ProviderCall[] = [
  {
    method: "listProviders",
    does: "gives an empty page when there is none",
    parameters: {},
    gives: { total: 0, providers: [] },
  },
  {
    method: "createSendgridProvider",
    does: "makes one with only a name, which is not enabled",
    parameters: { providerId: "mail", name: "The mail", enabled: true },
    gives: incomplete.mail,
  },
  {
    method: "createTwilioProvider",
    does: "makes one with only a name, which is not enabled",
    parameters: { providerId: "sms", name: "The sms", enabled: true },
    gives: incomplete.sms,
  },
  {
    method: "updateSendgridProvider",
    does: "refuses to enable an incomplete one",
    parameters: { providerId: "mail", enabled: true },
    refuses: { code: 400, type: "provider_missing_credentials" },
  },
  {
    method: "updateSendgridProvider",
    does: "refuses a provider of another kind",
    parameters: { providerId: "sms", name: "Another" },
    refuses: { code: 400, type: "provider_incorrect_type" },
  },
  {
    method: "listProviders",
    does: "gives them, oldest first",
    parameters: {},
    gives: { total: 2, providers: [incomplete.mail, incomplete.sms] },
  },
  {
    method: "listProviders",
    does: "takes queries and search together",
    parameters: { queries: ['{"method":"equal","attribute":"type","values":["sms"]}'], search: "twil" },
    gives: { total: 1, providers: [incomplete.sms] },
  },
  {
    method: "listProviders",
    does: "omits the total on request",
    since: 27,
    parameters: { queries: ['{"method":"limit","values":[1]}'], total: false },
    gives: { total: 0, providers: [incomplete.mail] },
  },
  {
    method: "listProviders",
    does: "refuses an attribute that is not listed",
    parameters: { queries: ['{"method":"equal","attribute":"credentials","values":["k"]}'] },
    refuses: invalid("queries"),
  },
  {
    method: "getProvider",
    does: "gives one",
    parameters: { providerId: "mail" },
    gives: incomplete.mail,
  },
  { method: "getProvider", does: "refuses an absent one", parameters: { providerId: "absent" }, refuses: notFound },
];

const removals: readonly ProviderCall[] = [
  { method: "deleteProvider", does: "deletes", parameters: { providerId: "mail" }, gives: nothing },
  {
    method: "deleteProvider",
    does: "refuses a deleted one",
    parameters: { providerId: "mail" },
    refuses: notFound,
  },
];

export const providerCalls: readonly ProviderCall[] = [
  ...others,
  ...kinds.flatMap((kind) => kind.spellings.flatMap((spelling, position) => callsOf(kind, spelling, position))),
  ...removals,
];

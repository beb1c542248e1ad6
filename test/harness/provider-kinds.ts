/** The kinds of messaging provider, with test values for each. */

type Json = Readonly<Record<string, unknown>>;

/** A kind as the specification has it (docs/spec/messaging.md#kinds), with values that differ from all defaults. */
export interface KindCase {
  readonly provider: string;
  readonly type: "email" | "sms" | "push";
  /** Credentials of a creation; each string in them is a secret that no answer may show. */
  readonly credentials: Json;
  readonly options: Json;
  /** Other credentials of the same kind, for an update. */
  readonly changed: { readonly credentials: Json; readonly options: Json };
  /** The shown fields of an unconfigured provider. */
  readonly unset: { readonly credentials: Json; readonly options: Json };
  readonly needs: readonly string[];
}

const sender = {
  fromName: "Ada",
  fromEmail: "Ada@mail.example",
  replyToName: "Desk",
  replyToEmail: "desk@mail.example",
};
const otherSender = {
  fromName: "Bob",
  fromEmail: "bob@mail.example",
  replyToName: "Post",
  replyToEmail: "Post@mail.example",
};
const noSender = { fromName: "", fromEmail: "", replyToName: "", replyToEmail: "" };

/** A kind whose credentials are all strings without defaults. */
function plain(
  provider: string,
  type: KindCase["type"],
  names: readonly string[],
  needs: readonly string[],
  options: { readonly given: Json; readonly changed: Json; readonly unset: Json },
): KindCase {
  const texts = (word: string) => Object.fromEntries(names.map((name) => [name, `${word}-${provider}-${name}`]));
  return {
    provider,
    type,
    needs,
    credentials: texts("hush"),
    options: options.given,
    changed: { credentials: texts("secret"), options: options.changed },
    unset: { credentials: Object.fromEntries(names.map((name) => [name, ""])), options: options.unset },
  };
}

const mail = { given: sender, changed: otherSender, unset: noSender };
const number = { given: { from: "+15550100001" }, changed: { from: "+15550100002" }, unset: { from: "" } };
const none = { given: {}, changed: {}, unset: {} };
const account = { type: "service_account", private_key: "hush-fcm" };

export const kindCases: readonly KindCase[] = [
  plain("sendgrid", "email", ["apiKey"], ["apiKey", "fromEmail"], mail),
  plain("resend", "email", ["apiKey"], ["apiKey", "fromEmail"], mail),
  {
    provider: "mailgun",
    type: "email",
    needs: ["apiKey", "domain", "isEuRegion", "fromEmail"],
    credentials: { apiKey: "hush-mailgun", domain: "hush.mailgun.example", isEuRegion: false },
    options: sender,
    changed: {
      credentials: { apiKey: "secret-mailgun", domain: "secret.mailgun.example", isEuRegion: true },
      options: otherSender,
    },
    unset: { credentials: { apiKey: "", domain: "", isEuRegion: null }, options: noSender },
  },
  plain("ses", "email", ["accessKey", "secretKey", "region"], ["accessKey", "secretKey", "region", "fromEmail"], mail),
  {
    provider: "smtp",
    type: "email",
    needs: ["fromEmail"],
    credentials: { host: "hush.smtp.example", port: 2525, username: "hush-smtp-user", password: "hush-smtp-password" },
    options: { encryption: "tls", autoTLS: false, mailer: "Rollcall", ...sender },
    changed: {
      credentials: { host: "secret.smtp.example", port: 465, username: "secret-user", password: "secret-password" },
      options: { encryption: "ssl", autoTLS: true, mailer: "Other", ...otherSender },
    },
    unset: {
      credentials: { host: "host.example", port: 587, username: "", password: "" },
      options: { encryption: "", autoTLS: true, mailer: "", ...noSender },
    },
  },
  plain("twilio", "sms", ["accountSid", "authToken"], ["from", "accountSid", "authToken"], number),
  plain("vonage", "sms", ["apiKey", "apiSecret"], ["from", "apiKey", "apiSecret"], number),
  plain("telesign", "sms", ["customerId", "apiKey"], ["from", "customerId", "apiKey"], number),
  plain("textmagic", "sms", ["username", "apiKey"], ["from", "username", "apiKey"], number),
  plain("msg91", "sms", ["templateId", "senderId", "authKey"], ["templateId", "senderId", "authKey"], none),
  {
    provider: "fcm",
    type: "push",
    needs: ["serviceAccountJSON"],
    credentials: { serviceAccountJSON: account },
    options: {},
    changed: { credentials: { serviceAccountJSON: { ...account, private_key: "secret-fcm" } }, options: {} },
    unset: { credentials: { serviceAccountJSON: null }, options: {} },
  },
  plain(
    "apns",
    "push",
    ["authKey", "authKeyId", "teamId", "bundleId"],
    ["authKey", "authKeyId", "teamId", "bundleId"],
    { given: { sandbox: true }, changed: { sandbox: false }, unset: { sandbox: false } },
  ),
];

/** The case of a kind. */
export function kindCase(provider: string): KindCase {
  const found = kindCases.find((kind) => kind.provider === provider);
  if (found === undefined) throw new Error(`No such kind: ${provider}`);
  return found;
}

/** The required parameters of a kind's creation, besides the id and the name. */
export const leastOf = ({ provider }: KindCase): Json => (provider === "smtp" ? { host: "host.example" } : {});

/** All parameters of a kind's creation. */
export const newProvider = (providerId: string, { credentials, options }: KindCase) => ({
  providerId,
  name: "Post",
  ...credentials,
  ...options,
  enabled: true,
});

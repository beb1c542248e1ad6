/**
 * The services that deliver messages: what each is told, and what it cannot do without (docs/spec/messaging.md#kinds).
 * Data only.
 */
import { anyText, encryption, isEmpty, jsonObject, sender, type Value } from "../../api/messaging/providers/rules.ts";
import { phone, range, type Rule, strictBoolean, text } from "../../http/rules/index.ts";

/** A parameter of a kind, besides those that all kinds have. */
interface Setting {
  readonly rule: Rule<Value>;
  /** Credentials are sealed and never shown. */
  readonly part: "credentials" | "options";
  /** What it is where a creation leaves it out; undefined: it must not. */
  readonly fallback: Value | undefined;
}

export interface ProviderKind {
  /** As paths and rows name it. */
  readonly provider: string;
  readonly type: "email" | "sms" | "push";
  /** In the order they are checked. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Those without which the provider cannot be enabled. */
  readonly needs: readonly string[];
}

const credential = (rule: Rule<Value> = anyText, fallback: Value | undefined = ""): Setting => ({
  rule,
  part: "credentials",
  fallback,
});

const option = (rule: Rule<Value> = anyText, fallback: Value = ""): Setting => ({ rule, part: "options", fallback });

/** Who emails are from. */
const from = {
  fromName: option(text(128, 0)),
  fromEmail: option(sender),
  replyToName: option(text(128, 0)),
  replyToEmail: option(sender),
};

export const kinds: readonly ProviderKind[] = [
  {
    provider: "sendgrid",
    type: "email",
    settings: { apiKey: credential(), ...from },
    needs: ["apiKey", "fromEmail"],
  },
  {
    provider: "resend",
    type: "email",
    settings: { apiKey: credential(), ...from },
    needs: ["apiKey", "fromEmail"],
  },
  {
    provider: "mailgun",
    type: "email",
    settings: { apiKey: credential(), domain: credential(), isEuRegion: credential(strictBoolean, null), ...from },
    needs: ["apiKey", "domain", "isEuRegion", "fromEmail"],
  },
  {
    provider: "ses",
    type: "email",
    settings: { accessKey: credential(), secretKey: credential(), region: credential(), ...from },
    needs: ["accessKey", "secretKey", "region", "fromEmail"],
  },
  {
    provider: "smtp",
    type: "email",
    settings: {
      host: { ...credential(), fallback: undefined },
      port: credential(range(1, 65_535), 587),
      username: credential(),
      password: credential(),
      encryption: option(encryption),
      autoTLS: option(strictBoolean, true),
      mailer: option(),
      ...from,
    },
    needs: ["host", "fromEmail"],
  },
  {
    provider: "twilio",
    type: "sms",
    settings: { from: option(phone), accountSid: credential(), authToken: credential() },
    needs: ["from", "accountSid", "authToken"],
  },
  {
    provider: "vonage",
    type: "sms",
    settings: { from: option(), apiKey: credential(), apiSecret: credential() },
    needs: ["from", "apiKey", "apiSecret"],
  },
  {
    provider: "telesign",
    type: "sms",
    settings: { from: option(), customerId: credential(), apiKey: credential() },
    needs: ["from", "customerId", "apiKey"],
  },
  {
    provider: "textmagic",
    type: "sms",
    settings: { from: option(), username: credential(), apiKey: credential() },
    needs: ["from", "username", "apiKey"],
  },
  {
    provider: "msg91",
    type: "sms",
    settings: { templateId: credential(), senderId: credential(), authKey: credential() },
    needs: ["templateId", "senderId", "authKey"],
  },
  {
    provider: "fcm",
    type: "push",
    settings: { serviceAccountJSON: credential(jsonObject, null) },
    needs: ["serviceAccountJSON"],
  },
  {
    provider: "apns",
    type: "push",
    settings: {
      authKey: credential(),
      authKeyId: credential(),
      teamId: credential(),
      bundleId: credential(),
      sandbox: option(strictBoolean, false),
    },
    needs: ["authKey", "authKeyId", "teamId", "bundleId"],
  },
];

type Values = Readonly<Record<string, unknown>>;

/** What a provider is told, in its two parts. */
export interface Settings {
  readonly credentials: Values;
  readonly options: Values;
}

/**
 * The settings of a provider.
 * @param given what a request says; null: nothing
 * @param before what stays where it says nothing
 */
export function settingsOf({ settings }: ProviderKind, given: Values, before?: Settings): Settings {
  const partOf = (part: Setting["part"]): Values =>
    Object.fromEntries(
      Object.entries(settings)
        .filter(([, setting]) => setting.part === part)
        .map(([name]) => [name, given[name] ?? before?.[part][name] ?? null]),
    );
  return { credentials: partOf("credentials"), options: partOf("options") };
}

/** Whether nothing is missing that the provider needs. */
export const isComplete = ({ needs }: ProviderKind, { credentials, options }: Settings): boolean =>
  needs.every((name) => !isEmpty(credentials[name] ?? options[name]));

/** What is shown of a provider's credentials: that there may be such, and nothing of what they are. */
export function hiddenCredentials(provider: string): Readonly<Record<string, "">> {
  const { settings = {} } = kinds.find((kind) => kind.provider === provider) ?? {};
  const names = Object.keys(settings).filter((name) => settings[name]?.part === "credentials");
  return Object.fromEntries(names.map((name) => [name, ""]));
}

/** A kind as the SDKs spell it: `Sendgrid`. */
export const spellingOf = ({ provider }: ProviderKind): string =>
  `${provider.charAt(0).toUpperCase()}${provider.slice(1)}`;

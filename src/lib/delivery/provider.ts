/**
 * A messaging provider: a row of the table in providers/index.ts, and the settings it takes
 * (docs/spec/messaging.md#kinds).
 */
import type { Adapter, Settings, Values } from "./adapter.ts";
import type { Email, Sms } from "./message.ts";

/** The value of a setting; null: not set. */
export type SettingValue = string | number | boolean | Readonly<Record<string, unknown>> | null;

type FieldType =
  /** A text that a provider issues: 1 to 8,192 bytes. */
  | { readonly type: "text" }
  /** A text of 0 to `max` code points. */
  | { readonly type: "name"; readonly max: number }
  | { readonly type: "email" | "phone" | "boolean" | "object" }
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  /** One of `values`, in any case; `none` is stored as "". */
  | { readonly type: "choice"; readonly values: readonly string[]; readonly none: string };

/** A setting as data, from which the API makes the rule of a parameter (src/api/messaging/providers/fields.ts). */
export type Field = FieldType & {
  /** Credentials are sealed and never shown. */
  readonly part: "credentials" | "options";
  /** The value when a creation omits the field; undefined: the field is required. */
  readonly fallback: SettingValue | undefined;
};

export type MessagingProvider = {
  /** Its name in paths and rows. */
  readonly name: string;
  /** The fields, in the order they are checked. */
  readonly fields: Readonly<Record<string, Field>>;
  /** Fields without which the provider cannot be enabled. */
  readonly needs: readonly string[];
} & (
  | {
      readonly type: "email";
      /** null: the provider is stored, and nothing is sent through it. */
      readonly adapter: Adapter<Email> | null;
    }
  | { readonly type: "sms"; readonly adapter: Adapter<Sms> | null }
  | { readonly type: "push"; readonly adapter: null }
);

const anyText: FieldType = { type: "text" };

export const credential = (type: FieldType = anyText, fallback: SettingValue = ""): Field => ({
  ...type,
  part: "credentials",
  fallback,
});

export const option = (type: FieldType = anyText, fallback: SettingValue = ""): Field => ({
  ...type,
  part: "options",
  fallback,
});

/** The fields for the sender and the reply-to address of emails. */
export const emailSender = {
  fromName: option({ type: "name", max: 128 }),
  fromEmail: option({ type: "email" }),
  replyToName: option({ type: "name", max: 128 }),
  replyToEmail: option({ type: "email" }),
};

/** Whether a value is absent: a change then keeps the stored one. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

/**
 * The settings of a provider.
 * @param given the values of a request; null: not given
 * @param before the stored settings, which stay where no value is given
 */
export function settingsOf({ fields }: MessagingProvider, given: Values, before?: Settings): Settings {
  const partOf = (part: Field["part"]): Values =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => field.part === part)
        .map(([name]) => [name, given[name] ?? before?.[part][name] ?? null]),
    );
  return { credentials: partOf("credentials"), options: partOf("options") };
}

/** Whether the settings have every field that the provider needs. */
export const isComplete = ({ needs }: MessagingProvider, { credentials, options }: Settings): boolean =>
  needs.every((name) => !isEmpty(credentials[name] ?? options[name]));

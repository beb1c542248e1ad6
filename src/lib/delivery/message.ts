/** Messages and their transport. */

export interface Email {
  readonly type: "email";
  readonly to: string;
  /** Of whom it is for, "" where they have none. */
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Sms {
  readonly type: "sms";
  /** In E.164 form. */
  readonly to: string;
  readonly text: string;
}

export type Message = Email | Sms;

/** A message with its id, so that sending it twice sends the same one. */
export type Outgoing = Message & {
  readonly id: string;
  /** The name of its text. */
  readonly template: string;
};

/** An address that every message is posted to. */
export interface Webhook {
  readonly url: string;
  /** Each signs: the current one, and the one before while it is rotated. */
  readonly secrets: readonly [string, ...string[]];
  /** The project that sends them. */
  readonly project: string;
}

/** A way out. */
export type Transport =
  | {
      /** A messaging provider of the project, with its configuration (docs/spec/messaging.md#kinds). */
      readonly kind: "provider";
      readonly provider: string;
      readonly credentials: Readonly<Record<string, unknown>>;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | ({ readonly kind: "webhook" } & Webhook)
  /** Nothing leaves: it is printed, and kept in KV for an hour. */
  | { readonly kind: "outbox"; readonly kv: KVNamespace };

/** Why a message was not taken. */
export interface Refusal {
  /** One line without anything secret. */
  readonly error: string;
  /** Trying again would not help. */
  readonly isFinal: boolean;
}

const isTexts = (value: object, names: readonly string[]): boolean =>
  names.every((name) => typeof Object.entries(value).find(([key]) => key === name)?.[1] === "string");

/** Whether a stored value is a message. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  if (value.type === "email") return isTexts(value, ["to", "name", "subject", "text", "html"]);
  return value.type === "sms" && isTexts(value, ["to", "text"]);
}

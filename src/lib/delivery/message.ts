/** Messages and their transport. */

export interface Email {
  readonly type: "email";
  readonly to: string;
  /** The name of the recipient; "" without one. */
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

/** A message with its id, by which providers recognize a repeated one. */
export type Outgoing = Message & {
  readonly id: string;
  /** The name of its template. */
  readonly template: string;
};

/** An address that every message is posted to. */
export interface Webhook {
  readonly url: string;
  /** The secrets that sign: the current one, and the previous one during a rotation. */
  readonly secrets: readonly [string, ...string[]];
  /** The project that sends them. */
  readonly project: string;
}

/** The transport of messages. */
export type Transport =
  | {
      /** A messaging provider of the project, with its configuration (docs/spec/messaging.md#kinds). */
      readonly kind: "provider";
      readonly provider: string;
      readonly credentials: Readonly<Record<string, unknown>>;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | ({ readonly kind: "webhook" } & Webhook)
  /** No message leaves the machine: it is printed, and kept in KV for an hour. */
  | { readonly kind: "outbox"; readonly kv: KVNamespace };

/** Why a message was not accepted. */
export interface Refusal {
  /** One line without secrets. */
  readonly error: string;
  /** A retry would not help. */
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

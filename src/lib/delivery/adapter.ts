/** Shared code of the providers' adapters: each turns a message into one request to the provider's public HTTP API. */
import { Buffer } from "node:buffer";
import type { Email, Outgoing, Refusal, Sms } from "./message.ts";
import { oneLine } from "./one-line.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The configuration of a provider (docs/spec/messaging.md#kinds). */
export interface Settings {
  readonly credentials: Values;
  readonly options: Values;
}

/** A request, always a POST. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Adapter<Kind extends Email | Sms> {
  /** The provider's name in errors. */
  readonly label: string;
  /** The request that sends a message. Pure. */
  readonly request: (message: Kind & Pick<Outgoing, "id">, settings: Settings) => HttpRequest;
  /** Reads from the body of a 2xx why the message was not accepted; null: it was. Absent: a 2xx means that it was accepted. */
  readonly judge?: (body: string) => Refusal | null;
}

/** A setting as text; "" if it is not a text. */
export function textOf(values: Values, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

/** An email address and the name of its owner; "" without a name. */
export interface Mailbox {
  readonly email: string;
  readonly name: string;
}

/** The recipient of an email. */
export const recipientOf = ({ name, to }: Email): Mailbox => ({ email: oneLine(to), name: oneLine(name) });

/** The sender of a provider's emails. */
export const senderOf = ({ options }: Settings): Mailbox => ({
  email: oneLine(textOf(options, "fromEmail")),
  name: oneLine(textOf(options, "fromName")),
});

/** The reply-to address of a provider's emails; null: the sender's. */
export function replyToOf({ options }: Settings): Mailbox | null {
  const email = oneLine(textOf(options, "replyToEmail"));
  return email === "" ? null : { email, name: oneLine(textOf(options, "replyToName")) };
}

/** A mailbox in the syntax of headers (RFC 5322, 3.4), its name always quoted. */
export const writeMailbox = ({ email, name }: Mailbox): string =>
  name === "" ? email : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}" <${email}>`;

/** The value of an Authorization header (RFC 7617). */
export const basicAuth = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export const jsonType = { "content-type": "application/json" };
export const formType = { "content-type": "application/x-www-form-urlencoded" };

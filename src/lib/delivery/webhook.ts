/** The webhook: every message is posted to one address, signed as events are (docs/delivery.md#the-webhook). */
import { hmac } from "../crypto/digest.ts";
import { type HttpRequest, jsonType } from "./adapter.ts";
import type { Outgoing, Webhook } from "./message.ts";
import { standardHeaders } from "./sign.ts";

const utf8 = new TextEncoder();

/**
 * The signature of version 0, for receivers older than Standard Webhooks (docs/decisions/0022-events.md). It takes one secret:
 * during a rotation the previous one, which those receivers have.
 */
const formerSignature = (secret: string, now: number, body: string): string => {
  const time = Math.floor(now / 1_000);
  return `t=${time},v1=${hmac(utf8.encode(secret), `${time}.${body}`)}`;
};

/**
 * The request that brings a message.
 * @param now milliseconds since the Unix epoch
 */
export function webhookRequest({ project, secrets, url }: Webhook, outgoing: Outgoing, now: number): HttpRequest {
  const { id, template, to, type, ...content } = outgoing;
  const body = JSON.stringify({ id, type, template, project, to, ...content });
  const headers = {
    ...jsonType,
    ...standardHeaders(secrets, { id, now, body }),
    "rollcall-signature": formerSignature(secrets[1] ?? secrets[0], now, body),
  };
  return { url, headers, body };
}

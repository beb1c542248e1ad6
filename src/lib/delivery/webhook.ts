/** The webhook: every message is posted to one address, signed, so that its owner knows who says so (docs/delivery.md). */
import { hmac } from "../crypto/digest.ts";
import { type HttpRequest, jsonType } from "./adapter.ts";
import type { Outgoing, Webhook } from "./message.ts";

const utf8 = new TextEncoder();

/**
 * The request that brings a message.
 * @param now milliseconds since the Unix epoch
 */
export function webhookRequest({ project, secret, url }: Webhook, outgoing: Outgoing, now: number): HttpRequest {
  const { id, template, to, type, ...content } = outgoing;
  const body = JSON.stringify({ id, type, template, project, to, ...content });
  const time = Math.floor(now / 1_000);
  const signature = hmac(utf8.encode(secret), `${time}.${body}`);
  return { url, headers: { ...jsonType, "rollcall-signature": `t=${time},v1=${signature}` }, body };
}

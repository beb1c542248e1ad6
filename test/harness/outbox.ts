/** The sent messages, as the outbox keeps them (src/lib/delivery/outbox.ts). Depends on neither workerd nor Node. */
import type { Outgoing } from "../../src/lib/delivery/message.ts";
import { outboxPrefix } from "../../src/lib/delivery/outbox.ts";

/** A message that was sent. An email has `name`, `subject`, `text` and `html`, a text message has `text`. */
export type Sent = Outgoing;

/** All messages that were sent, in the order of their creation. */
export async function outbox(kv: KVNamespace): Promise<readonly Sent[]> {
  // Ids are in the order of time, and KV lists names in order.
  const { keys } = await kv.list({ prefix: outboxPrefix });
  const sent = await Promise.all(keys.map(({ name }) => kv.get<Sent>(name, "json")));
  return sent.filter((message) => message !== null);
}

/**
 * The last message to an address or number.
 * @throws Error where there is none
 */
export async function lastMessageTo(kv: KVNamespace, to: string): Promise<Sent> {
  const message = (await outbox(kv)).findLast((each) => each.to === to);
  if (message === undefined) throw new Error(`No message went to ${to}.`);
  return message;
}

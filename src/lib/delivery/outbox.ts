/**
 * The outbox of a Worker on a developer's machine: it prints messages and keeps them for an hour, and sends none. Readers
 * of the log or of KV see the secrets in them, so no deployment may use it (http/config.ts, `npm run deploy`).
 */
import { fail, ok, type Result } from "../../errors/result.ts";
import type { Outgoing, Refusal } from "./message.ts";

/** The prefix of the messages' keys in KV; the id follows. */
export const outboxPrefix = "outbox/";

/** The lifetime of a message, in seconds. */
const keptFor = 3_600;

/** A message for people to read. The bar distinguishes its lines from the others of the log. */
function render(outgoing: Outgoing): string {
  const { text, to, type } = outgoing;
  const heading = type === "email" ? [`Email to ${to}`, `Subject: ${outgoing.subject}`] : [`Text message to ${to}`];
  return [...heading, "", ...text.split("\n")].map((line) => `│ ${line}`.trimEnd()).join("\n");
}

/** Keeps a message in KV and prints it. */
export async function keep(kv: KVNamespace, outgoing: Outgoing): Promise<Result<null, Refusal>> {
  try {
    await kv.put(`${outboxPrefix}${outgoing.id}`, JSON.stringify(outgoing), { expirationTtl: keptFor });
  } catch {
    return fail({ error: "The outbox could not store the message.", isFinal: false });
  }
  console.info(render(outgoing));
  return ok(null);
}

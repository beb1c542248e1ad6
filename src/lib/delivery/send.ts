/** Sends messages: passes one to its transport and returns the outcome. */
import { fail, ok, type Result } from "../../errors/result.ts";
import type { Adapter, HttpRequest } from "./adapter.ts";
import type { Email, Outgoing, Refusal, Sms, Transport } from "./message.ts";
import { keep } from "./outbox.ts";
import { post } from "./post.ts";
import { adapters } from "./providers/index.ts";
import { webhookRequest } from "./webhook.ts";

/** Sends a message. It takes 10 seconds at most, and never throws. */
export async function send(transport: Transport, outgoing: Outgoing): Promise<Result<null, Refusal>> {
  switch (transport.kind) {
    case "outbox":
      return await keep(transport.kv, outgoing);
    case "webhook": {
      const posted = await post("The webhook", webhookRequest(transport, outgoing, Date.now()));
      return posted.ok ? ok(null) : posted;
    }
    case "provider": {
      const plan = planOf(transport, outgoing);
      return plan === null
        ? fail({ error: `There is no adapter for the provider ${transport.provider}.`, isFinal: true })
        : await postPlan(plan);
    }
  }
}

/** A request to a provider, and the reader of its response. */
type Plan = Pick<Adapter<Email | Sms>, "label" | "judge"> & { readonly request: HttpRequest };

/** @returns null if the provider has no adapter for messages of this type */
function planOf(settings: Extract<Transport, { kind: "provider" }>, outgoing: Outgoing): Plan | null {
  const { provider } = settings;
  if (outgoing.type === "email") {
    const adapter = adapters.email.get(provider);
    return adapter === undefined ? null : { ...adapter, request: adapter.request(outgoing, settings) };
  }
  const adapter = adapters.sms.get(provider);
  return adapter === undefined ? null : { ...adapter, request: adapter.request(outgoing, settings) };
}

async function postPlan({ judge, label, request }: Plan): Promise<Result<null, Refusal>> {
  const posted = await post(label, request);
  if (!posted.ok) return posted;
  const refusal = judge?.(posted.value) ?? null;
  return refusal === null ? ok(null) : fail(refusal);
}

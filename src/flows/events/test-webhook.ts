/** Tests an endpoint with a made-up event, signed and posted like a real one. */
import type { Context } from "../../domain/context/index.ts";
import { findTaken, openCredentials } from "../../domain/webhooks/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { postEvent } from "./post-event.ts";

/** @throws AppError `webhook_not_found` */
export async function testWebhook({ config, db, now }: Context, id: string): Promise<{ readonly error: string }> {
  const webhook = await findTaken(db, id);
  if (webhook === null) throw new AppError("webhook_not_found");
  const event = {
    seq: 0,
    createdAt: now,
    event: "webhook.test",
    operation: "webhooksTest",
    resource: `webhook/${webhook.id}`,
    item: null,
    userSeq: null,
    actorType: "operator",
    actorId: "",
    ip: "",
    userAgent: "",
    country: null,
  };
  const credentials = await openCredentials(config, webhook, now);
  const body = () => JSON.stringify({ $id: webhook.id });
  const sent = await postEvent({ webhook, credentials, projectId: config.projectId, event, body });
  return { error: sent.ok ? "" : sent.error.error };
}

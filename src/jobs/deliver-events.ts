/** Delivers events after requests that change something. The cron delivers the rest. */
import type { Config } from "../domain/context/index.ts";
import { mayHaveWebhooks } from "../domain/webhooks/index.ts";
import { Unavailable } from "../errors/unavailable.ts";
import { deliverEvents, kickLimits } from "../flows/events/deliver.ts";
import { Database } from "../storage/database.ts";
import { backgroundSender, type WaitUntil } from "../storage/sender.ts";

/** Delivers the events of a request after its answer. Costs nothing while no webhook is enabled. */
export async function kick(config: Config, waitUntil: WaitUntil): Promise<void> {
  if (!mayHaveWebhooks(config.db, Date.now())) return;
  try {
    await deliverEvents(config, new Database(backgroundSender(config, waitUntil)), kickLimits);
  } catch (error) {
    // The cron retries; the request has been answered. The breaker logs a stall, once.
    if (error instanceof Unavailable) return;
    const { message } = error instanceof Error ? error : new Error("A non-Error value was thrown.");
    console.error(JSON.stringify({ level: "error", error: "The delivery of events failed.", message }));
  }
}

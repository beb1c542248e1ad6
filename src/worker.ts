/** The entry: parses the environment once, hands requests to the app, and does what is due by the clock. */
import { createApp } from "./app.ts";
import { parseConfig } from "./http/config.ts";
import { retryMessages } from "./jobs/retry-messages.ts";
import { sweep } from "./jobs/sweep.ts";
import { Database } from "./storage/database.ts";

/** When it sweeps: of the schedules in wrangler.toml, the others are for messages. */
const daily = "30 3 * * *";

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

/** The app of an environment; one that cannot be served answers with what is wrong with it. */
function handlerFor(env: Env): Handler {
  const config = parseConfig(env);
  if (config.ok) {
    const { outbox, rateLimits } = config.value;
    if (outbox)
      console.info("MESSAGES_OUTBOX: messages to users stay here, and are printed with what is secret in them.");
    if (rateLimits !== 1) console.info(`RATE_LIMITS: the limits are ${rateLimits === 0 ? "off" : `× ${rateLimits}`}.`);
    return createApp(config.value).fetch;
  }
  const refusal = `Rollcall does not serve: ${config.error}\n`;
  console.error(refusal.trim());
  return () => new Response(refusal, { status: 500, headers: { "content-type": "text/plain; charset=UTF-8" } });
}

const handlers = new WeakMap<Env, Handler>();

export default {
  fetch(request, env, context) {
    let handler = handlers.get(env);
    if (handler === undefined) handlers.set(env, (handler = handlerFor(env)));
    return handler(request, env, context);
  },

  /** Once a day, what has ended goes, and what the log has kept for long enough; every minute, messages go out again. */
  async scheduled({ cron, scheduledTime }, env) {
    const config = parseConfig(env);
    if (!config.ok) throw new Error(`Rollcall does not ${cron === daily ? "sweep" : "send messages"}: ${config.error}`);
    const db = new Database(config.value.db);
    if (cron === daily) {
      const { isDone, swept } = await sweep(db, scheduledTime, config.value.logRetention);
      console.info(JSON.stringify({ level: "info", swept, isDone }));
      return;
    }
    const messages = await retryMessages(config.value, db, Date.now());
    if (messages.tried > 0) console.info(JSON.stringify({ level: "info", messages }));
  },
} satisfies ExportedHandler<Env>;

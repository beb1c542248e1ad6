/** The entry: parses the environment once, hands requests to the app, and does what is due by the clock. */
import { createApp } from "./app.ts";
import { parseConfig } from "./http/config.ts";
import { kick } from "./jobs/deliver-events.ts";
import { jobs } from "./jobs/index.ts";
import { Database } from "./storage/database.ts";

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

/** The app of an environment; one that cannot be served answers with what is wrong with it. */
function handlerFor(env: Env): Handler {
  const config = parseConfig(env);
  if (config.ok) {
    const { outbox, rateLimits } = config.value;
    if (outbox)
      console.info("MESSAGES_OUTBOX: messages to users stay here, and are printed with what is secret in them.");
    if (rateLimits !== 1) console.info(`RATE_LIMITS: the limits are ${rateLimits === 0 ? "off" : `× ${rateLimits}`}.`);
    const app = createApp(config.value);
    return async (request, bindings, context) => {
      const response = await app.fetch(request, bindings, context);
      // What has been changed is told to webhooks at once.
      if (request.method !== "GET") context.waitUntil(kick(config.value));
      return response;
    };
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

  /** Runs the jobs of a cron, side by side. */
  async scheduled({ cron, scheduledTime }, env) {
    const due = jobs.filter((job) => job.cron === cron);
    if (due.length === 0) {
      const crons = [...new Set(jobs.map((job) => job.cron))];
      throw new Error(`No job runs at "${cron}": the crons are ${crons.map((each) => `"${each}"`).join(", ")}.`);
    }
    const config = parseConfig(env);
    if (!config.ok) throw new Error(`Rollcall does not ${due.map(({ name }) => name).join(" or ")}: ${config.error}`);
    const { value } = config;
    await Promise.all(
      due.map(async ({ run }) => {
        const fields = await run(value, new Database(value.db), scheduledTime);
        if (fields !== null) console.info(JSON.stringify({ level: "info", ...fields }));
      }),
    );
  },
} satisfies ExportedHandler<Env>;

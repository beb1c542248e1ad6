/** The entry: parses the environment once, hands requests to the app, and sweeps once a day. */
import { createApp } from "./app.ts";
import { sweep } from "./features/sweep/sweep.ts";
import { parseConfig } from "./http/config.ts";
import { Database } from "./storage/db.ts";

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

/** The app of an environment; one that cannot be served answers with what is wrong with it. */
function handlerFor(env: Env): Handler {
  const config = parseConfig(env);
  if (config.ok) {
    const { rateLimits } = config.value;
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

  /** Once a day (wrangler.toml): what has ended goes, and what the log has kept for long enough. */
  async scheduled(controller, env) {
    const config = parseConfig(env);
    if (!config.ok) throw new Error(`Rollcall does not sweep: ${config.error}`);
    const { db, logRetention } = config.value;
    const { isDone, swept } = await sweep(new Database(db), controller.scheduledTime, logRetention);
    console.info(JSON.stringify({ level: "info", swept, isDone }));
  },
} satisfies ExportedHandler<Env>;

/** The entry: parses the environment once and hands requests to the app. */
import { createApp } from "./app.ts";
import { parseConfig } from "./http/config.ts";

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

/** The app of an environment; one that cannot be served answers with what is wrong with it. */
function handlerFor(env: Env): Handler {
  const config = parseConfig(env);
  if (config.ok) return createApp(config.value).fetch;
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
} satisfies ExportedHandler<Env>;

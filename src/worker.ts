/** The entry: parses the environment once, passes requests to the app, and runs the scheduled jobs. */
import { createApp } from "./app.ts";
import { createConsole } from "./console/app.tsx";
import { ok, type Result } from "./errors/result.ts";
import { Unavailable } from "./errors/unavailable.ts";
import { canonicalPath } from "./http/canonical-path.ts";
import { type EdgeConfig, parseConfig } from "./http/config.ts";
import { kick } from "./jobs/deliver-events.ts";
import { jobs } from "./jobs/index.ts";
import { lazy } from "./lib/lazy/lazy.ts";
import { Database } from "./storage/database.ts";
import { ownedBy } from "./storage/owned.ts";
import { backgroundSender } from "./storage/sender.ts";

/**
 * Whether a request may have caused events for webhooks. A browser that returns from a provider signs in by GET. The cron delivers
 * events that are committed after a 503.
 */
const mayHaveChanged = ({ method }: Request, { status }: Response): boolean =>
  (/^(?:POST|PUT|PATCH|DELETE)$/.test(method) && status !== 503) || (method === "GET" && status >= 300 && status < 400);

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

const configs = new WeakMap<Env, Result<EdgeConfig>>();

/** The configuration of an environment. Its database must belong to its project. */
function configOf(env: Env): Result<EdgeConfig> {
  const known = configs.get(env);
  if (known !== undefined) return known;
  const parsed = parseConfig(env);
  const config = parsed.ok ? ok({ ...parsed.value, db: ownedBy(parsed.value.projectId, parsed.value.db) }) : parsed;
  configs.set(env, config);
  return config;
}

/** The app of an environment; an invalid one answers with its error. */
function handlerFor(env: Env): Handler {
  const config = configOf(env);
  if (config.ok) {
    const { value } = config;
    const { outbox, rateLimits } = value;
    if (outbox) console.info("MESSAGES_OUTBOX: messages to users stay here, and are printed with their secrets.");
    if (rateLimits !== 1) console.info(`RATE_LIMITS: the limits are ${rateLimits === 0 ? "off" : `× ${rateLimits}`}.`);
    const app = createApp(value);
    const pages = lazy(() => createConsole(value, app));
    return async (request, bindings, context) => {
      const isPage = value.hasConsole && /^\/console(?:\/|$)/.test(canonicalPath(request));
      const serving = isPage ? pages() : app;
      const response = await serving.fetch(request, bindings, context);
      if (mayHaveChanged(request, response)) {
        context.waitUntil(kick(value, (work) => context.waitUntil(work)));
      }
      return response;
    };
  }
  const refusal = `Rollcall does not serve: ${config.error}\n`;
  console.error(refusal.trim());
  return () =>
    new Response(refusal, {
      status: 500,
      headers: { "content-type": "text/plain; charset=UTF-8", "cache-control": "no-store" },
    });
}

const handlers = new WeakMap<Env, Handler>();

export default {
  fetch(request, env, context) {
    let handler = handlers.get(env);
    if (handler === undefined) handlers.set(env, (handler = handlerFor(env)));
    return handler(request, env, context);
  },

  /** Runs the jobs of a cron in parallel, or one job by its name, which `npm start -- --run` passes in place of a cron. */
  async scheduled({ cron, scheduledTime }, env, context) {
    const due = jobs.filter((job) => job.cron === cron || job.name === cron);
    if (due.length === 0) {
      const crons = [...new Set(jobs.map((job) => job.cron))];
      throw new Error(`No job runs at "${cron}": the crons are ${crons.map((each) => `"${each}"`).join(", ")}.`);
    }
    const config = configOf(env);
    if (!config.ok)
      throw new Error(`Rollcall does not run ${due.map(({ name }) => name).join(" and ")}: ${config.error}`);
    const { value } = config;
    const done = await Promise.allSettled(
      due.map(async ({ name, deadlineFactor, run }) => {
        const db = new Database(backgroundSender(value, (work) => context.waitUntil(work), deadlineFactor));
        const fields = await run(value, db, scheduledTime).catch((error: unknown) => {
          // The next run continues.
          if (error instanceof Unavailable) return { level: "warn", event: "job_stalled", job: name };
          throw error;
        });
        if (fields === null) return;
        console.info(value.local ? `${name} ${JSON.stringify(fields)}` : JSON.stringify({ level: "info", ...fields }));
      }),
    );
    // Throwing ends the invocation, so the other jobs must be done first.
    for (const each of done) if (each.status === "rejected") throw each.reason;
  },
} satisfies ExportedHandler<Env>;

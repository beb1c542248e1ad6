/** The entry: parses the environment once, passes requests to the app, and runs the scheduled jobs. */
import { createApp } from "./app.ts";
import { ok, type Result } from "./errors/result.ts";
import { Unavailable } from "./errors/unavailable.ts";
import { canonicalPath } from "./http/canonical-path.ts";
import { type EdgeConfig, parseConfig } from "./http/config.ts";
import { kick } from "./jobs/deliver-events.ts";
import { jobs } from "./jobs/index.ts";
import { Database } from "./storage/database.ts";
import { ownedBy } from "./storage/owned.ts";
import { backgroundSender } from "./storage/sender.ts";

/**
 * Whether a request may have changed something that webhooks are told of. A browser that a provider sends back signs in by GET. What
 * is committed after a 503 is delivered by the cron.
 */
const mayHaveChanged = ({ method }: Request, { status }: Response): boolean =>
  (/^(?:POST|PUT|PATCH|DELETE)$/.test(method) && status !== 503) || (method === "GET" && status >= 300 && status < 400);

type Handler = (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;

const configs = new WeakMap<Env, Result<EdgeConfig>>();

/** The configuration of an environment, whose database is held to its project. */
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
    // Evaluated for the first operator: an isolate that starts has better things to do.
    let pages: ReturnType<typeof loadConsole> | undefined;
    async function loadConsole(of: EdgeConfig) {
      return (await import("./console/app.tsx")).createConsole(of, app);
    }
    return async (request, bindings, context) => {
      const isPage = value.hasConsole && /^\/console(?:\/|$)/.test(canonicalPath(request));
      const serving = isPage ? await (pages ??= loadConsole(value)) : app;
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

  /** Runs the jobs of a cron, side by side; or one by its name, which `npm start -- --run` gives in place of a cron. */
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
          // The next run goes on.
          if (error instanceof Unavailable) return { level: "warn", event: "job_stalled", job: name };
          throw error;
        });
        if (fields === null) return;
        console.info(value.local ? `${name} ${JSON.stringify(fields)}` : JSON.stringify({ level: "info", ...fields }));
      }),
    );
    // A job that fails ends the invocation: the others have to be done by then.
    for (const each of done) if (each.status === "rejected") throw each.reason;
  },
} satisfies ExportedHandler<Env>;

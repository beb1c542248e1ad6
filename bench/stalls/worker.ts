/** The app with a D1 that can be silent, and routes that send batches to a D1 that does nothing, to measure the cost of sending. */
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/http/config.ts";
import { sql } from "../../src/lib/sql/index.ts";
import type { Binding } from "../../src/storage/database.ts";
import { Sender } from "../../src/storage/sender.ts";

/** How often a silent batch looks whether D1 is back, in milliseconds. */
const lookMs = 250;

const d1 = { isSilent: false };

/** D1 as it is, or silent. */
const silenceable = (db: Binding): Binding => ({
  prepare: (query) => db.prepare(query),
  async batch<T>(statements: D1PreparedStatement[]) {
    while (d1.isSilent) await scheduler.wait(lookMs);
    return db.batch<T>(statements);
  },
});

const meta = {
  duration: 0,
  size_after: 0,
  rows_read: 0,
  rows_written: 0,
  last_row_id: 0,
  changed_db: false,
  changes: 0,
};

/** A D1 that answers at once, without doing anything. */
const answering = (db: Binding): Binding => ({
  prepare: (query) => db.prepare(query),
  batch: <T>(statements: D1PreparedStatement[]) =>
    Promise.resolve(statements.map((): D1Result<T> => ({ success: true, results: [], meta }))),
});

const text = "SELECT id FROM users WHERE id = ?";
const statement = sql`SELECT id FROM users WHERE id = ${"ada"}`;
const outgoing = {
  isRepeatable: false,
  landLate: () => Promise.resolve(),
  doubt: () => Promise.resolve(),
};

/** Sends so many batches of one statement. @param isDirect without a sender */
async function sendBatches(binding: Binding, times: number, isDirect: boolean): Promise<void> {
  for (let time = 0; time < times; time++) {
    if (isDirect) await binding.batch([binding.prepare(text).bind("ada")]);
    // Each request has a sender of its own.
    else await new Sender(binding, { isRequest: true, requestId: "bench" }).send([statement], outgoing);
  }
}

const apps = new WeakMap<Env, ReturnType<typeof createApp>>();

function appOf(env: Env): ReturnType<typeof createApp> {
  const known = apps.get(env);
  if (known !== undefined) return known;
  const config = parseConfig({ ...env, DB: silenceable(env.DB) });
  if (!config.ok) throw new Error(config.error);
  const app = createApp(config.value);
  apps.set(env, app);
  return app;
}

export default {
  /** `/bench/silent` and `/bench/back` switch D1; `/bench/direct/N` and `/bench/sender/N` send N batches; all else is the app's. */
  async fetch(request, env, context) {
    const [, place, what, times] = new URL(request.url).pathname.split("/");
    if (place !== "bench") return appOf(env).fetch(request, env, context);
    if (times === undefined) d1.isSilent = what === "silent";
    else await sendBatches(answering(env.DB), Number(times), what === "direct");
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Env>;

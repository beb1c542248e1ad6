/** The bundled Worker on miniflare, with a migrated, empty database of its own, on a loopback port. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { inject } from "vitest";

export interface Server {
  /** The argument of an SDK's setEndpoint(). */
  readonly endpoint: string;
  /** The bootstrap key. */
  readonly key: string;
  readonly projectId: string;
  /** The storage of its messages (test/harness/outbox.ts). */
  readonly kv: KVNamespace;
  /** For data that no call creates. */
  readonly db: D1Database;
  /** Triggers a cron. @throws Error where the Worker fails, or has stopped */
  strike(cron: string): Promise<void>;
  /** Ends the server and its processes. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** A folder whose database and KV outlive the server, already migrated unless it is new; absent: none. */
  readonly state?: { readonly path: string; readonly isNew: boolean };
  /** A free port; absent: any. */
  readonly port?: number;
}

/**
 * Starts a server. Its secrets are those that vitest.config.ts made for this run.
 * @param overrides variables in place of those of wrangler.toml
 */
export async function startServer(
  overrides: Readonly<Record<string, string>> = {},
  { port = 0, state }: ServerOptions = {},
): Promise<Server> {
  const { compatibilityDate, compatibilityFlags, directory, migrations, vars: configured } = inject("bundle");
  const vars = { ...configured, ...overrides };
  const { API_KEY: key, SECRET_KEY: secretKey } = process.env;
  const others = (await readdir(directory)).filter((file) => /\.(?:txt|wasm)$/.test(file));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      cf: false,
      unsafeLocalExplorer: false,
      unsafeObservability: false,
      ...(state !== undefined && { resourcePersistencePath: state.path }),
      name: "rollcall",
      compatibilityDate,
      compatibilityFlags: [...compatibilityFlags],
      modules: [
        { type: "ESModule", path: "worker.js", contents: await readFile(join(directory, "worker.js"), "utf8") },
        ...(await Promise.all(
          others.map(async (path) => ({
            type: path.endsWith(".wasm") ? ("CompiledWasm" as const) : ("Text" as const),
            path,
            contents: await readFile(join(directory, path)),
          })),
        )),
      ],
      bindings: { LOCAL: "on", MESSAGES_OUTBOX: "on", ...vars, API_KEY: key, SECRET_KEY: secretKey },
      d1Databases: { DB: "DB" },
      kvNamespaces: { KV: "KV" },
    }),
  );
  try {
    const url = await miniflare.ready;
    const database = await miniflare.getD1Database("DB");
    // Miniflare maps the type of each method, which drops the overloads of `get`.
    const kv = (await miniflare.getKVNamespace("KV")) as unknown as KVNamespace;
    const statements = state?.isNew === false ? [] : migrations.flatMap(({ queries }) => queries);
    if (statements.length > 0) await database.batch(statements.map((statement) => database.prepare(statement)));
    return {
      endpoint: new URL("/v1", url).href,
      key,
      projectId: vars["PROJECT_ID"] ?? "",
      db: database,
      kv,
      async strike(cron) {
        const worker = await miniflare.getWorker("rollcall");
        const { outcome } = await worker.scheduled({ cron });
        if (outcome !== "ok") throw new Error(`The run of "${cron}" ended as ${outcome}.`);
      },
      stop: () => miniflare.dispose(),
    };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

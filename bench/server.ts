/** Workers on workerd's own socket, one process each, with the CPU time of the process. Linux only: /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { Bundle } from "./bundle.ts";
import { Lines } from "./lines.ts";

export interface ServerOptions {
  /** Where the state lives. Servers of the same folder have the same database; never run two at once. */
  readonly state: string;
  /** The Worker; undefined: none, only the database. */
  readonly bundle?: Bundle;
  readonly bindings?: Readonly<Record<string, string>>;
  /** Whether to listen for a debugger. */
  readonly inspect?: boolean;
  /** Hides the Worker's errors too. */
  readonly quiet?: boolean;
}

export interface Server {
  readonly origin: string;
  readonly database: D1Database;
  readonly lines: Lines;
  /** CPU time that this server's workerd process has taken so far, in seconds. */
  readonly cpuSeconds: () => number;
  /** The most memory that this server's workerd process has had at once, in bytes. */
  readonly peakBytes: () => number;
  /** Where the Worker's isolate can be inspected; undefined unless asked for. */
  readonly inspector: URL | undefined;
  readonly close: () => Promise<void>;
}

const idle = 'export default { fetch: () => new Response("No Worker.") };';

/** Starts a Worker. Servers must be started one after the other: the new process is taken to be this one's. */
export async function serve({
  state,
  bundle,
  bindings = {},
  inspect = false,
  quiet = false,
}: ServerOptions): Promise<Server> {
  const others = workerdProcesses();
  const lines = new Lines(quiet);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "bench",
      ...(bundle === undefined ? { modules: true, script: idle } : modulesOf(bundle)),
      bindings,
      d1Databases: { DB: "bench" },
      kvNamespaces: { KV: "bench" },
      resourcePersistencePath: state,
      cf: false,
      logRequests: false,
      handleStructuredLogs: (logged) => lines.take(logged),
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      ...(inspect && { inspectorPort: 0 }),
    }),
  );
  await miniflare.ready;
  const pid = workerdProcesses().find((candidate) => !others.includes(candidate));
  if (pid === undefined) throw new Error("workerd has not been started.");
  return {
    origin: (await miniflare.unsafeGetDirectURL("bench")).origin,
    database: await miniflare.getD1Database("DB"),
    lines,
    cpuSeconds: () => cpuTicks(pid) / ticksPerSecond,
    peakBytes: () => peakBytesOf(pid),
    inspector: inspect ? await miniflare.getInspectorURL() : undefined,
    close: () => miniflare.dispose(),
  };
}

/** The type of a module, as the rules of wrangler find it by the name. */
function typeOf(name: string): "CompiledWasm" | "ESModule" | "Text" {
  if (name.endsWith(".wasm")) return "CompiledWasm";
  return name.endsWith(".txt") ? "Text" : "ESModule";
}

function modulesOf({ compatibilityDate, folder, modules }: Bundle) {
  return {
    compatibilityDate,
    modulesRoot: folder,
    modules: modules.map((name) => ({
      type: typeOf(name),
      path: join(folder, name),
    })),
  };
}

/** The unit in which the kernel reports CPU time (USER_HZ). */
const ticksPerSecond = 100;

/** The fields of /proc/<pid>/stat after the name, which may hold blanks. The first of them is the state, field 3. */
function statOf(pid: number | string): { readonly name: string; readonly field: (number: number) => number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")),
    field: (number) => Number(fields[number - 3]),
  };
}

/** utime and stime. */
function cpuTicks(pid: number): number {
  const { field } = statOf(pid);
  return field(14) + field(15);
}

/** The most memory that a process has had at once, in bytes. */
export function peakBytesOf(pid: number): number {
  const [, kiB = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kiB) * 1024;
}

/** The processes of workerd that this one has started. */
function workerdProcesses(): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const { field, name } = statOf(pid);
        return name === "workerd" && field(4) === process.pid;
      } catch {
        // It has ended since the folder was read.
        return false;
      }
    })
    .map(Number);
}

/** A CPU profile of the Worker's isolate, taken under load, by function and by module. */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import * as v from "valibot";
import type { Bundle } from "./bundle.ts";
import { align } from "./report.ts";

/** Microseconds between two samples: enough of them in a few seconds, and no load of their own. */
const samplingIntervalUs = 200;

/** The most functions and modules to show. */
const shown = 30;

const profileSchema = v.object({
  nodes: v.array(
    v.object({
      id: v.number(),
      callFrame: v.object({
        functionName: v.string(),
        url: v.string(),
        lineNumber: v.number(),
        columnNumber: v.number(),
      }),
      children: v.optional(v.array(v.number()), []),
    }),
  ),
  samples: v.array(v.number()),
  timeDeltas: v.array(v.number()),
});
const messageSchema = v.object({
  id: v.optional(v.number()),
  result: v.optional(v.unknown()),
  error: v.optional(v.object({ message: v.string() })),
});

type Profile = v.InferOutput<typeof profileSchema>;

/**
 * Profiles an isolate while `load` runs.
 * @param inspector the URL of the debugger of the process; the isolate is the one of the Worker "bench"
 * @returns the profile, and the result of `load`
 */
export async function takeProfile<T>(
  inspector: URL,
  load: () => Promise<T>,
): Promise<{ readonly profile: Profile; readonly result: T }> {
  const socket = new WebSocket(new URL("/core:user:bench", inspector).href);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`No debugger listens at ${inspector.href}.`)));
  });
  const waiting = new Map<number, (answer: v.InferOutput<typeof messageSchema>) => void>();
  socket.addEventListener("message", ({ data }) => {
    const message = v.parse(messageSchema, JSON.parse(String(data)));
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let lastId = 0;
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++lastId;
    const answered = new Promise<v.InferOutput<typeof messageSchema>>((resolve) => void waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { error, result } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  try {
    await send("Profiler.enable");
    await send("Profiler.setSamplingInterval", { interval: samplingIntervalUs });
    await send("Profiler.start");
    const result = await load();
    return { ...v.parse(v.object({ profile: profileSchema }), await send("Profiler.stop")), result };
  } finally {
    socket.close();
  }
}

/**
 * The time in which the isolate was busy: by package or file, by function, and by our function with the libraries and the
 * runtime that it calls. As shares, and in microseconds for each request.
 * @param bundle built with its names kept, with a source map beside its entry
 * @param count how many requests the time was for
 * @param unit what was counted
 */
export function describeProfile(
  { nodes, samples, timeDeltas }: Profile,
  bundle: Bundle,
  count: number,
  unit = "request",
): string {
  const placeOf = placesIn(bundle);
  const selfUs = new Map<number, number>();
  for (const [index, id] of samples.entries()) add(selfUs, id, ranUs(timeDeltas[index] ?? 0));
  const parents = new Map(nodes.flatMap(({ children, id }) => children.map((child) => [child, id] as const)));
  const frames = new Map(
    nodes.map(({ callFrame, id }) => [id, { name: callFrame.functionName, ...placeOf(callFrame) }]),
  );
  const label = ({ line, module, name }: Place & { readonly name: string }) =>
    `${name || "(anonymous)"}  ${module}${line === undefined ? "" : `:${line}`}`;

  const sums = { module: new Map<string, number>(), self: new Map<string, number>(), ours: new Map<string, number>() };
  for (const [id, us] of selfUs) {
    const frame = frames.get(id);
    if (frame === undefined || notBusy.has(frame.name)) continue;
    add(sums.module, packageOf(frame.module), us);
    add(sums.self, label(frame), us);
    let at: number | undefined = id;
    while (at !== undefined && !frames.get(at)?.module.startsWith("src/")) at = parents.get(at);
    const owner = at === undefined ? undefined : frames.get(at);
    add(sums.ours, owner === undefined ? "(none of ours)" : label(owner), us);
  }
  const busy = sumOf(sums.module);
  const total = timeDeltas.reduce((sum, us) => sum + us, 0);
  const list = (title: string, of: ReadonlyMap<string, number>) =>
    align([
      [title, "share", "µs"],
      ...[...of]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, shown)
        .map(([key, us]) => [key, `${((us / busy) * 100).toFixed(1)} %`, (us / count).toFixed(1)]),
    ]);
  return [
    `The isolate was busy ${((busy / total) * 100).toFixed(0)} % of the time, ${(busy / count).toFixed(0)} µs a ${unit}; the rest is the database, sockets and waiting.`,
    list("package or file", sums.module),
    list("function, by itself", sums.self),
    list("function of ours, with what it calls outside", sums.ours),
  ].join("\n\n");
}

/** The time of a sample. A longer gap before it is not counted: the isolate was not running. */
const ranUs = (delta: number) => Math.min(Math.max(0, delta), 2 * samplingIntervalUs);

/** V8's names for the time in which no JavaScript runs. */
const notBusy = new Set(["(idle)", "(program)", "(root)"]);

const add = <Key>(sums: Map<Key, number>, key: Key, us: number) => sums.set(key, (sums.get(key) ?? 0) + us);
const sumOf = (sums: ReadonlyMap<unknown, number>) => [...sums.values()].reduce((sum, us) => sum + us, 0);
const packageOf = (module: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? module;

interface Place {
  /** A path from the root of the project, or a name of the runtime's. */
  readonly module: string;
  /** The line in the source file. */
  readonly line?: number;
}

/**
 * Finds the places of a bundle's functions: the file by the comments that the bundler puts in front of each, since the maps
 * of some packages name files that they do not ship; the line by the source map.
 */
function placesIn({ folder, modules: [entry] }: Bundle) {
  const map = new SourceMap(JSON.parse(readFileSync(join(folder, `${entry}.map`), "utf8")));
  let module = "";
  const modules = readFileSync(join(folder, entry), "utf8")
    .split("\n")
    .map((line) => (module = /^\s*\/\/ ((?:\.\.\/)*[\w@.-]+\/\S+\.\w+)$/.exec(line)?.[1] ?? module));
  return ({ columnNumber, lineNumber, url }: Profile["nodes"][number]["callFrame"]): Place => {
    if (!url.endsWith(entry)) return { module: url || "(runtime)" };
    const found = map.findEntry(lineNumber, columnNumber);
    const line = "originalLine" in found ? { line: found.originalLine + 1 } : {};
    return { module: (modules[lineNumber] ?? "").replace(/^(?:\.\.\/)+/, ""), ...line };
  };
}

/** Measures the size of a bundle and its time to start: Cloudflare has limits for both. */
import "../wrangler-variables.ts";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

export interface Bundle {
  /** The modules by name, with their contents: WebAssembly or text where the name says so, else JavaScript. */
  readonly modules: ReadonlyMap<string, Buffer>;
  /** The name of the module that is run. */
  readonly entry: string;
  readonly compatibilityDate: string;
}

/** Bytes of all modules, compressed together as wrangler reports them. */
export const gzipBytesOf = ({ modules }: Bundle): number => gzipSync(Buffer.concat([...modules.values()])).byteLength;

/**
 * A module whose start resembles the Worker's: many small functions, each called once, with kept results. It measures
 * the speed of the machine.
 */
const reference = [
  "const kept = new Map();",
  ...Array.from({ length: 4_000 }, (_, i) =>
    [
      `const f${i} = (a, b) => { const c = a * ${i} + b; return { c, n: "${i}", f: () => c + ${i}, g: [c, a, b, "${"x".repeat(40)}"] }; };`,
      `kept.set("${i}", f${i}(${i}, 1));`,
    ].join("\n"),
  ),
  "globalThis.kept = kept;",
].join("\n");

/** Milliseconds that the reference takes to start on the machine that limits are given for, where `npm test` takes 4 minutes. */
const referenceMs = 41;

/** Starts of a round. The fastest counts: other load on the machine makes a start slower, never faster. */
const starts = 10;

/** The most rounds, while the fastest start is nearly fast enough: a busy machine may disturb all starts of the first round. */
const rounds = 3;

/**
 * A Worker that starts isolates through the Worker Loader binding: an empty one, the reference and the bundle in turns. Each is
 * new, so its modules are compiled and evaluated. An entry of ours imports the bundle and answers once that is done; the bundle's own
 * handler, which would want bindings, is never called.
 */
const starter = `
async function time(loader, code) {
  const begun = performance.now();
  const response = await loader.get(crypto.randomUUID(), () => code).getEntrypoint().fetch("https://start.invalid");
  await response.text();
  return performance.now() - begun;
}

export default {
  async fetch(request, { LOADER }) {
    const { compatibilityDate, enough, entry, modules, reference, referenceMs, rounds, starts } = await request.json();
    const moduleOf = (name, text) => {
      if (name.endsWith(".wasm")) return { wasm: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer };
      return name.endsWith(".txt") ? { text } : { js: text };
    };
    const bundle = modules.map(([name, text]) => [name, moduleOf(name, text)]);
    const mainModule = "start.js";
    const handler = "export default { fetch: () => new Response() };";
    const empty = { compatibilityDate, mainModule, modules: { [mainModule]: { js: handler } } };
    const js = "import " + JSON.stringify("./" + entry) + ";" + handler;
    const known = { compatibilityDate, mainModule, modules: { [mainModule]: { js: reference + handler } } };
    const full = { compatibilityDate, mainModule, modules: { ...Object.fromEntries(bundle), [mainModule]: { js } } };
    const times = { empty: [], known: [], full: [] };
    const added = (of) => Math.min(...of) - Math.min(...times.empty);
    const scaled = () => (added(times.full) * referenceMs) / added(times.known);
    try {
      for (let i = 0; i < starts * rounds; i++) {
        if (i > 0 && i % starts === 0 && (scaled() <= enough || scaled() > 2 * enough)) break;
        times.empty.push(await time(LOADER, empty));
        times.known.push(await time(LOADER, known));
        times.full.push(await time(LOADER, full));
      }
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
    return Response.json({ measured: added(times.full), reference: added(times.known), scaled: scaled() });
  },
};`;

const startup = v.object({ measured: v.number(), reference: v.number(), scaled: v.number() });

/** Milliseconds that a bundle adds to the start of an isolate, at best. */
export interface Startup {
  /** On this machine. */
  readonly measured: number;
  /** The reference, on this machine. */
  readonly reference: number;
  /** On the machine that limits are given for. */
  readonly scaled: number;
}

/**
 * Starts a bundle in workerd.
 * @param enough milliseconds, scaled, that are fast enough
 * @returns the time of the start; or the error that it throws
 */
export async function startupMsOf(
  { compatibilityDate, entry, modules }: Bundle,
  enough: number,
): Promise<Result<Startup>> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      unsafeLocalExplorer: false,
      unsafeObservability: false,
      name: "starter",
      compatibilityDate,
      modules: [{ type: "ESModule", path: "starter.js", contents: starter }],
      workerLoaders: { LOADER: {} },
    }),
  );
  try {
    const texts = [...modules].map(([name, contents]) => [
      name,
      contents.toString(name.endsWith(".wasm") ? "base64" : "utf8"),
    ]);
    const body = JSON.stringify({
      compatibilityDate,
      enough,
      entry,
      modules: texts,
      reference,
      referenceMs,
      rounds,
      starts,
    });
    const response = await miniflare.dispatchFetch("http://starter.invalid", { method: "POST", body });
    const answer = await response.text();
    if (!response.ok) return fail(answer);
    return ok(v.parse(startup, JSON.parse(answer)));
  } finally {
    await miniflare.dispose();
  }
}

/** What a bundle weighs and how long it takes to start: the figures that Cloudflare has limits for. */
import "../quiet.ts";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

export interface Bundle {
  /** Names of the modules, and what is in them: WebAssembly where the name says so, else JavaScript. */
  readonly modules: ReadonlyMap<string, Buffer>;
  /** The name of the module that is run. */
  readonly entry: string;
  readonly compatibilityDate: string;
}

/** Bytes of all modules, compressed together as wrangler reports them. */
export const gzipBytesOf = ({ modules }: Bundle): number => gzipSync(Buffer.concat([...modules.values()])).byteLength;

/** How often a start is timed at a time. The fastest counts: what else the machine does makes a start slower, never faster. */
const starts = 10;

/** How many times that, while the fastest is nearly fast enough: on a busy machine the first ten may all have been disturbed. */
const rounds = 3;

/**
 * A Worker that starts isolates through the Worker Loader binding, without the bundle and with it in turns: each is new, so
 * its modules are compiled and evaluated. An entry of ours imports the bundle and answers once that is done; the bundle's own
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
    const { compatibilityDate, enough, entry, modules, rounds, starts } = await request.json();
    const bundle = modules.map(([name, text]) => [
      name,
      name.endsWith(".wasm") ? { wasm: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer } : { js: text },
    ]);
    const mainModule = "start.js";
    const handler = "export default { fetch: () => new Response() };";
    const empty = { compatibilityDate, mainModule, modules: { [mainModule]: { js: handler } } };
    const js = "import " + JSON.stringify("./" + entry) + ";" + handler;
    const full = { compatibilityDate, mainModule, modules: { ...Object.fromEntries(bundle), [mainModule]: { js } } };
    const times = { empty: [], full: [] };
    const fastest = () => Math.min(...times.full) - Math.min(...times.empty);
    try {
      for (let i = 0; i < starts * rounds; i++) {
        if (i > 0 && i % starts === 0 && (fastest() <= enough || fastest() > 2 * enough)) break;
        times.empty.push(await time(LOADER, empty));
        times.full.push(await time(LOADER, full));
      }
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
    return Response.json(times);
  },
};`;

const times = v.object({ empty: v.array(v.number()), full: v.array(v.number()) });

/**
 * Starts a bundle in workerd.
 * @param enough milliseconds that are fast enough
 * @returns milliseconds that it adds to the start of an isolate, at best; or what it throws instead
 */
export async function startupMsOf(
  { compatibilityDate, entry, modules }: Bundle,
  enough: number,
): Promise<Result<number>> {
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
    const body = JSON.stringify({ compatibilityDate, enough, entry, modules: texts, rounds, starts });
    const response = await miniflare.dispatchFetch("http://starter.invalid", { method: "POST", body });
    const answer = await response.text();
    if (!response.ok) return fail(answer);
    const { empty, full } = v.parse(times, JSON.parse(answer));
    return ok(Math.min(...full) - Math.min(...empty));
  } finally {
    await miniflare.dispose();
  }
}

/** Lets Node import the Worker's own modules: imported for its effect, before they are. */
import { registerHooks } from "node:module";

/** A WebAssembly module that is compiled and not run, as the Worker's bundler gives it. */
const compiled = `import { readFileSync } from "node:fs";
export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;

// Where the Worker's bundler takes any import of JSON, Node wants it to say so.
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith(".wasm")) return { format: "module", source: compiled, shortCircuit: true };
    if (url.endsWith(".json")) return nextLoad(url, { ...context, importAttributes: { type: "json" } });
    return nextLoad(url, context);
  },
});

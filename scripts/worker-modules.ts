/** Lets Node import the Worker's own modules. Import it for its effect, before them. */
import { registerHooks } from "node:module";

/** A WebAssembly module that is compiled and not run, as the Worker's bundler gives it. */
const compiled = `import { readFileSync } from "node:fs";
export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;

// Node requires an import attribute for JSON; the Worker's bundler does not.
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith(".wasm")) return { format: "module", source: compiled, shortCircuit: true };
    if (url.endsWith(".json")) return nextLoad(url, { ...context, importAttributes: { type: "json" } });
    return nextLoad(url, context);
  },
});

/** Lets Node import the Worker's own modules. Import it for its effect, before them. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/** A WebAssembly module that is compiled and not run, as the Worker's bundler gives it. */
const compiled = `import { readFileSync } from "node:fs";
export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;

// Node requires an import attribute for JSON; the Worker's bundler does not.
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith(".txt")) {
      const text = readFileSync(fileURLToPath(url), "utf8");
      return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
    }
    if (url.endsWith(".wasm")) return { format: "module", source: compiled, shortCircuit: true };
    if (url.endsWith(".json")) return nextLoad(url, { ...context, importAttributes: { type: "json" } });
    return nextLoad(url, context);
  },
});

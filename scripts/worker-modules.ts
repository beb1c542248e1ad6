/** Lets Node import the Worker's own modules: imported for its effect, before they are. */
import { registerHooks } from "node:module";

// Where the Worker's bundler takes any import of JSON, Node wants it to say so; and Node would run the WebAssembly module
// that the bundler only compiles. Nothing here needs it.
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith(".wasm")) return { format: "module", source: "export default undefined;", shortCircuit: true };
    if (url.endsWith(".json")) return nextLoad(url, { ...context, importAttributes: { type: "json" } });
    return nextLoad(url, context);
  },
});

/** The style and the script as served. Their addresses contain a hash of the content, so browsers can cache them for good. */
import { sha256, toHex } from "../lib/crypto/digest.ts";
import { lazy } from "../lib/lazy/lazy.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** Removes comments and indentation. */
const compact = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/\n\s*/g, "\n");

const named = (name: string, extension: string, body: string): string =>
  `/console/assets/${name}-${toHex(sha256(body)).slice(0, 12)}.${extension}`;

/** Made on first use, because few isolates serve the console. */
export const assets = lazy(() => {
  const [css, js] = [compact(style), compact(script)];
  return {
    style: { path: named("console", "css", css), body: css, type: "text/css; charset=UTF-8" },
    script: { path: named("console", "js", js), body: js, type: "text/javascript; charset=UTF-8" },
  };
});

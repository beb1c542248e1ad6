/** Style and script as they are served: their addresses name their content, so that browsers keep them. */
import { sha256, toHex } from "../lib/crypto/digest.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** Without comments and indentation, which readers of the source need and browsers do not. */
const compact = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/\n\s*/g, "\n");

const named = (name: string, extension: string, body: string): string =>
  `/console/assets/${name}-${toHex(sha256(body)).slice(0, 12)}.${extension}`;

const [css, js] = [compact(style), compact(script)];

export const styleAsset = { path: named("console", "css", css), body: css, type: "text/css; charset=UTF-8" };
export const scriptAsset = {
  path: named("console", "js", js),
  body: js,
  type: "text/javascript; charset=UTF-8",
};
export const assets = [styleAsset, scriptAsset];

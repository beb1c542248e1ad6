/** Style and script as they are served: their addresses name their content, so that browsers keep them. */
import { sha256, toHex } from "../lib/crypto/digest.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

const named = (name: string, extension: string, body: string): string =>
  `/console/assets/${name}-${toHex(sha256(body)).slice(0, 12)}.${extension}`;

export const styleAsset = { path: named("console", "css", style), body: style, type: "text/css; charset=UTF-8" };
export const scriptAsset = {
  path: named("console", "js", script),
  body: script,
  type: "text/javascript; charset=UTF-8",
};
export const assets = [styleAsset, scriptAsset];

/** Makes a Node process look like a browser to the web SDK: `node --import` of this file. */
import { createWindow } from "./window.ts";

Object.assign(globalThis, { window: createWindow() });

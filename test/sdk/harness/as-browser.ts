/** Makes a Node process a browser as far as the web SDK goes: `node --import` of this file. */
import { createWindow } from "./window.ts";

Object.assign(globalThis, { window: createWindow() });

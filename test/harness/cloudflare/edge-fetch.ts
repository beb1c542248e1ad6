/** Loaded ahead of a command, by `node --import`: sends https requests to the edge of the stand-in. */
import { env } from "node:process";

const edge = env["ROLLCALL_TEST_EDGE"];
const original = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (edge === undefined || !url.startsWith("https://")) return original(input, init);
  return original(`${edge}/${url.slice("https://".length)}`, init);
};

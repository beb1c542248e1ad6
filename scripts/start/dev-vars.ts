/** `.dev.vars`: the secrets of the local Worker. Pure but for `randomBytes`. */
import { randomBytes } from "node:crypto";
import { parseEnv } from "node:util";

/** Generators of the secrets (docs/decisions/0013-one-project.md#secrets); the key looks like those that the API hands out. */
const makers = {
  API_KEY: () => `standard_${randomBytes(128).toString("hex")}`,
  SECRET_KEY: () => randomBytes(32).toString("hex"),
};

/**
 * Adds what is missing or empty; everything else stays as it is.
 * @param text the file, "" when there is none
 * @returns the file to write, the same text when nothing is missing
 */
export function completeDevVars(text: string): string {
  const present = parseEnv(text);
  let completed = text;
  for (const [name, make] of Object.entries(makers)) {
    if ((present[name] ?? "") !== "") continue;
    const kept = completed.replace(new RegExp(`^${name}[ \\t]*=.*(?:\\n|$)`, "m"), "");
    const separator = kept === "" || kept.endsWith("\n") ? "" : "\n";
    completed = `${kept}${separator}${name}=${make()}\n`;
  }
  return completed;
}

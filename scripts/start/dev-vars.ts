/** `.dev.vars`: the secrets of the local Worker. Pure but for `randomBytes`. */
import { randomBytes } from "node:crypto";
import { parseEnv } from "node:util";

/** Generators of the secrets (docs/decisions/0013-one-project.md#secrets); the key looks like those that the API hands out. */
const makers = {
  API_KEY: () => `standard_${randomBytes(128).toString("hex")}`,
  SECRET_KEY: () => randomBytes(32).toString("hex"),
};

/** The secrets that are missing or empty. @param text the file, "" when there is none */
export function missingSecrets(text: string): readonly (keyof typeof makers)[] {
  const present = parseEnv(text);
  return (["API_KEY", "SECRET_KEY"] as const).filter((name) => (present[name] ?? "") === "");
}

/**
 * Adds missing and empty secrets; everything else stays unchanged.
 * @param text the file, "" when there is none
 * @returns the file to write, the same text when nothing is missing
 */
export function completeDevVars(text: string): string {
  let completed = text;
  for (const name of missingSecrets(text)) {
    const kept = completed.replace(new RegExp(`^${name}[ \\t]*=.*(?:\\n|$)`, "m"), "");
    const separator = kept === "" || kept.endsWith("\n") ? "" : "\n";
    completed = `${kept}${separator}${name}=${makers[name]()}\n`;
  }
  return completed;
}

/** The configuration of `npm start`: that of the deployment, adapted to one machine and to `.dev.vars`. Pure. */
import { variableNames } from "../../src/http/config.ts";
import type { WranglerConfig } from "./parse.ts";

/** Messages are printed: a webhook that wrangler.toml sets for the deployment gets none of this machine. */
const printMessages = { MESSAGES_OUTBOX: "on", MESSAGES_WEBHOOK_URL: "" };

/** The names in `.dev.vars` that the Worker does not know: misspelt, as a rule. */
export const unknownNames = (devVars: NodeJS.Dict<string>): readonly string[] =>
  Object.keys(devVars).filter((name) => !variableNames.includes(name));

/**
 * Derives the configuration for the local Worker.
 *
 * Of `.dev.vars`, wrangler hands over the names in `vars` and in `secrets.required` only. Those that the Worker knows are
 * therefore required here. In wrangler.toml they would be required of deployments too; an empty default in its `vars` would
 * replace a deployment's secret.
 * @param devVars the variables of `.dev.vars`; with MESSAGES_WEBHOOK_SECRET, messages are posted instead of printed
 */
export function localConfig(config: WranglerConfig, devVars: NodeJS.Dict<string>): WranglerConfig {
  const postsMessages = (devVars["MESSAGES_WEBHOOK_SECRET"] ?? "") !== "";
  const vars = { ...config.vars, ...(postsMessages ? {} : printMessages) };
  const known = variableNames.filter((name) => name in devVars && !(name in vars));
  return {
    ...config,
    vars,
    secrets: { ...config.secrets, required: [...new Set([...config.secrets.required, ...known])] },
  };
}

/** The configuration of `npm start`: that of the deployment, adapted to one machine and to `.dev.vars`. Pure. */
import { variableNames } from "../../src/http/config.ts";
import type { WranglerConfig } from "./parse.ts";

/** Messages are printed: a webhook that wrangler.toml sets for the deployment gets none of this machine. */
const printMessages = { MESSAGES_OUTBOX: "on", MESSAGES_WEBHOOK_URL: "" };

/** The hosts are those of this machine: a public origin is the deployment's. */
const onThisMachine = { LOCAL: "on", PUBLIC_URL: "" };

/** The names in `.dev.vars` that the Worker does not know: misspelt, as a rule. */
export const unknownNames = (devVars: NodeJS.Dict<string>): readonly string[] =>
  Object.keys(devVars).filter((name) => !variableNames.includes(name));

/**
 * Checks for a webhook that `.dev.vars` sets only in part: the Worker would refuse all requests with a text for
 * deployments.
 * @returns one line; undefined: no error
 */
export function webhookError({ vars }: WranglerConfig, devVars: NodeJS.Dict<string>): string | undefined {
  const secret = devVars["MESSAGES_WEBHOOK_SECRET"] ?? "";
  const url = devVars["MESSAGES_WEBHOOK_URL"] ?? (secret === "" ? "" : vars["MESSAGES_WEBHOOK_URL"]);
  if (secret === "" && url !== "") {
    return ".dev.vars sets MESSAGES_WEBHOOK_URL without MESSAGES_WEBHOOK_SECRET. Add the secret there, which `echo whsec_$(openssl rand -base64 32)` makes, or remove the address: messages are then printed.";
  }
  if (secret !== "" && (url ?? "") === "") {
    return ".dev.vars sets MESSAGES_WEBHOOK_SECRET, and there is no MESSAGES_WEBHOOK_URL. Add the address to .dev.vars, such as http://127.0.0.1:3000/messages, or remove the secret: messages are then printed.";
  }
  return undefined;
}

/** The id by which wrangler stores the local database. */
export function localDatabaseId({ d1_databases: databases }: WranglerConfig): string {
  const binding = "DB";
  const database = databases?.find((each) => each.binding === binding);
  return database?.preview_database_id ?? database?.database_id ?? binding;
}

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
  const vars = { ...config.vars, ...onThisMachine, ...(postsMessages ? {} : printMessages) };
  // With routes, wrangler would give each request the host of the first route.
  const { route: _route, routes: _routes, ...unrouted } = config;
  const known = variableNames.filter((name) => name in devVars && !(name in vars));
  return {
    ...unrouted,
    vars,
    secrets: { ...config.secrets, required: [...new Set([...config.secrets.required, ...known])] },
  };
}

/** Finds the service that a command talks to, and the key for it. */
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { connect } from "../cloudflare/account.ts";
import { findSubdomain } from "../cloudflare/deployed-worker.ts";
import { findHolder } from "../start/lock.ts";
import { root } from "../tool.ts";
import { customDomainsOf, type DeployedConfig } from "../wrangler-config/deployed.ts";
import { readDeployedConfig } from "../wrangler-config/files.ts";
import type { Service } from "./options.ts";

/** The connection of each request. */
export interface Connection {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly project: string;
  readonly key: string;
}

/** The address of a deployment: its own, its first custom domain, or that on workers.dev. */
async function deployedEndpoint(config: DeployedConfig): Promise<Result<string>> {
  const { PUBLIC_URL: own } = config.vars;
  const [domain] = customDomainsOf(config);
  if (typeof own === "string" && own !== "") return ok(`${own.replace(/\/+$/, "")}/v1`);
  if (domain !== undefined) return ok(`https://${domain}/v1`);
  const account = await connect(config.account_id);
  if (!account.ok) return fail(`The account cannot be opened: ${account.error}`);
  const subdomain = await findSubdomain(account.value);
  if (!subdomain.ok) return subdomain;
  return config.workers_dev && subdomain.value !== null
    ? ok(`https://${config.name}.${subdomain.value}.workers.dev/v1`)
    : fail("The configuration names no address of the deployment: give it with --endpoint URL.");
}

/** The address of the `npm start` that serves a folder. Fails at once where none runs. */
function localEndpoint(persistTo: string): Result<string> {
  const holder = findHolder(resolve(root, persistTo));
  return holder === null
    ? fail(
        `No npm start serves ${persistTo}. Run npm start, name its folder with --persist-to DIR, or name the service with --endpoint URL or --remote.`,
      )
    : ok(`${holder.origin}/v1`);
}

function endpointOf(service: Service, config: DeployedConfig): Result<string> | Promise<Result<string>> {
  switch (service.kind) {
    case "endpoint":
      return ok(service.endpoint);
    case "local":
      return localEndpoint(service.persistTo);
    case "remote":
      return deployedEndpoint(config);
  }
}

/** Asks for a line that the terminal does not show. */
async function askHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  const answer = await new Promise<string>((resolve) => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
  });
  lines.close();
  process.stderr.write("\n");
  return answer.trim();
}

/** @returns the key, from the environment or the terminal; never from the command line, which other users can see */
export async function readKey(variable: "ROLLCALL_KEY" | "SOURCE_KEY", whose: string): Promise<Result<string>> {
  const key = process.env[variable] ?? "";
  if (key !== "") return ok(key);
  if (!process.stdin.isTTY) return fail(`Set ${variable} to an API key of ${whose}, with the scopes that this needs.`);
  const asked = await askHidden(`API key of ${whose} (it is not shown): `);
  return asked === "" ? fail("An API key is needed.") : ok(asked);
}

/**
 * @param project null: the configured one
 * @returns the connection, or one line with the missing part
 */
export async function connectTo(service: Service, project: string | null): Promise<Result<Connection>> {
  const target = service.kind === "remote" ? service.target : { env: undefined, config: undefined };
  const config = readDeployedConfig(target);
  if (!config.ok) return config;
  const endpoint = await endpointOf(service, config.value);
  if (!endpoint.ok) return endpoint;
  const key = await readKey("ROLLCALL_KEY", "Rollcall");
  if (!key.ok) return key;
  return ok({ endpoint: endpoint.value, project: project ?? String(config.value.vars["PROJECT_ID"]), key: key.value });
}

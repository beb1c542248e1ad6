/** The `npm start` that is listened to, and its API. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { Refusal } from "../start/refusal.ts";
import { findHolder } from "../start/lock.ts";
import { root } from "../tool.ts";
import { parseWranglerToml } from "../wrangler-config/parse.ts";

/** The fields of a webhook that are used here. */
const webhook = v.object({ $id: v.string(), url: v.string(), secret: v.string() });

type Webhook = v.InferOutput<typeof webhook>;

interface NewWebhook {
  readonly webhookId: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret?: string;
}

export interface Instance {
  /** Such as http://localhost:8787/v1. */
  readonly endpoint: string;
  readonly list: () => Promise<readonly Webhook[]>;
  readonly create: (webhook: NewWebhook) => Promise<Webhook>;
  readonly remove: (id: string) => Promise<void>;
}

const message = v.object({ message: v.string() });

/** The project and the key of this machine. */
function settings() {
  const file = join(root, ".dev.vars");
  const devVars = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const config = parseWranglerToml(readFileSync(join(root, "wrangler.toml"), "utf8"));
  const project = devVars["PROJECT_ID"] ?? (config.ok ? config.value.vars["PROJECT_ID"] : undefined);
  return { key: devVars["API_KEY"] ?? "", project: typeof project === "string" ? project : "" };
}

/** @throws Refusal where no `npm start` serves the folder. Its calls throw one where the API refuses or does not answer */
export function findInstance(persistTo: string): Instance {
  const holder = findHolder(persistTo);
  if (holder === null) {
    throw new Refusal(`No npm start serves ${persistTo}. Run npm start, or name its folder: --persist-to DIR.`);
  }
  const endpoint = `${holder.origin}/v1`;
  const { key, project } = settings();
  const headers = { "x-appwrite-project": project, "x-appwrite-key": key, "content-type": "application/json" };

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(endpoint + path, request).catch(() => null);
    if (response === null) throw new Refusal(`${endpoint} does not answer. Is npm start still running?`);
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    if (response.ok) return answer;
    const refusal = v.safeParse(message, answer);
    throw new Refusal(
      `${endpoint} answers ${response.status}: ${refusal.success ? refusal.output.message : "no reason is given"}`,
    );
  }

  return {
    endpoint,
    list: async () => v.parse(v.object({ webhooks: v.array(webhook) }), await ask("GET", "/webhooks")).webhooks,
    create: async (input) => v.parse(webhook, await ask("POST", "/webhooks", input)),
    remove: async (id) => void (await ask("DELETE", `/webhooks/${id}`)),
  };
}

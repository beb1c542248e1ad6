/** Options of every command that talks to a running Rollcall over HTTP. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { type Target, targetOptions } from "../wrangler-config/files.ts";

/** The Rollcall that a command talks to. */
export type Service =
  | { readonly kind: "endpoint"; readonly endpoint: string }
  /** The `npm start` that serves a folder of this machine. */
  | { readonly kind: "local"; readonly persistTo: string }
  | { readonly kind: "remote"; readonly target: Target };

export const serviceOptions = {
  ...targetOptions,
  endpoint: { type: "string" },
  "persist-to": { type: "string" },
  remote: { type: "boolean", default: false },
  project: { type: "string" },
} as const;

/** Their part of a usage text. */
export const serviceUsage = `The service is the \`npm start\` of this machine (--persist-to DIR: that of \`npm start -- --persist-to DIR\`).
With --endpoint URL it is the one at that URL. With --remote it is the deployed one; --env NAME and --config FILE name the
deployment. --project ID names another project than wrangler.toml. The key is read from the environment variable ROLLCALL_KEY,
or asked for.`;

interface ServiceValues extends Partial<Target> {
  readonly endpoint?: string | undefined;
  readonly "persist-to"?: string | undefined;
  readonly remote: boolean;
}

/** @returns the service that a command talks to, or one line that says which options are wrong */
export function parseService(values: ServiceValues): Result<Service> {
  const { config, endpoint, env, "persist-to": persistTo, remote } = values;
  if (persistTo !== undefined && (remote || endpoint !== undefined)) {
    return fail("--persist-to is for the npm start of this machine: it goes with neither --endpoint nor --remote.");
  }
  if (remote && endpoint !== undefined) return fail("Give --endpoint or --remote, not both.");
  if (!remote && (env ?? config) !== undefined) return fail("--env and --config go with --remote.");
  if (remote) return ok({ kind: "remote", target: { config, env } });
  if (endpoint === undefined) return ok({ kind: "local", persistTo: persistTo ?? ".wrangler/state" });
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return fail(`--endpoint takes a URL, such as http://localhost:8787/v1, not "${endpoint}".`);
  }
  if (url.protocol === "http:" && !/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)) {
    return fail(
      "--endpoint takes http: for this machine only: elsewhere it would show the key and the users to the network. Use https:.",
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  return ok({ kind: "endpoint", endpoint: `${url.origin}${path === "" ? "/v1" : path}` });
}

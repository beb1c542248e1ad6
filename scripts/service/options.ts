/** Options of every command that talks to a running Rollcall over HTTP. Pure. */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { type Target, targetOptions } from "../wrangler-config/files.ts";

/** Which Rollcall a command talks to. */
export type Service =
  { readonly kind: "endpoint"; readonly endpoint: string } | { readonly kind: "remote"; readonly target: Target };

/** Where `npm start` serves. */
const localEndpoint = "http://localhost:8787/v1";

export const serviceOptions = {
  ...targetOptions,
  endpoint: { type: "string" },
  remote: { type: "boolean", default: false },
  project: { type: "string" },
} as const;

/** Their part of a usage text. */
export const serviceUsage = `The service is ${localEndpoint}, or the one of --endpoint URL, or with --remote the deployed one, where --env NAME and
--config FILE name the deployment. --project ID is for a project that wrangler.toml does not name. The key is read from the
environment variable ROLLCALL_KEY, or asked for.`;

interface ServiceValues extends Partial<Target> {
  readonly endpoint?: string | undefined;
  readonly remote: boolean;
}

/** @returns the service that a command talks to, or one line that says which options are wrong */
export function parseService({ config, endpoint, env, remote }: ServiceValues): Result<Service> {
  if (remote && endpoint !== undefined) return fail("Give --endpoint or --remote, not both.");
  if (!remote && (env ?? config) !== undefined) return fail("--env and --config go with --remote.");
  if (remote) return ok({ kind: "remote", target: { config, env } });
  const url = URL.parse(endpoint ?? localEndpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return fail(`--endpoint takes a URL, such as ${localEndpoint}, not "${endpoint ?? ""}".`);
  }
  if (url.protocol === "http:" && !/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)) {
    return fail(
      "--endpoint takes http: for this machine only: elsewhere it would show the key and the users to the network. Use https:.",
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  return ok({ kind: "endpoint", endpoint: `${url.origin}${path === "" ? "/v1" : path}` });
}

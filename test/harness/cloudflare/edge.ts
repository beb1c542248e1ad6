/** Answers under the addresses of Workers. It runs no code: it reports whether a Worker with its bindings is deployed. */
import { type Script, servingOf } from "./scripts.ts";
import type { Addresses } from "./triggers.ts";

/** The variable with the address of the edge. */
export const edgeVariable = "ROLLCALL_TEST_EDGE";

/** The Worker under a hostname. */
function workerAt(host: string, scripts: ReadonlyMap<string, Script>, { domains, subdomain }: Addresses) {
  const domain = domains.get(host);
  if (domain !== undefined) return scripts.get(domain.service);
  const [name = "", account, ...rest] = host.split(".");
  if (account !== subdomain || rest.join(".") !== "workers.dev") return undefined;
  const script = scripts.get(name);
  return script?.workersDev === true ? script : undefined;
}

/** @returns the status and the body of an answer to `GET /v1/health/version` */
export function answerAt(
  host: string,
  project: string | undefined,
  scripts: ReadonlyMap<string, Script>,
  addresses: Addresses,
): readonly [status: number, body: string] {
  const script = workerAt(host, scripts, addresses);
  const bindings = (script && servingOf(script)?.bindings) ?? [];
  const has = (name: string) => bindings.some((binding) => binding.name === name);
  if (script === undefined) return [404, "error code: 1042"];
  const missing = ["API_KEY", "SECRET_KEY", "DB", "KV"].filter((name) => !has(name));
  if (missing.length > 0) return [500, `Rollcall does not serve: ${missing.join(", ")}`];
  const served = bindings.find(({ name }) => name === "PROJECT_ID")?.text;
  return project === served ? [200, '{"version":"0.1.0"}'] : [404, '{"type":"project_not_found"}'];
}

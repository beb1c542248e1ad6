/** A provider with the settings of the project. */
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import { type Client, isComplete, type OAuth2Provider, type Settings, textOf } from "./provider.ts";
import type { Web } from "./web.ts";

/**
 * @param now milliseconds since the Unix epoch
 * @returns the client; `unconfigured` if a setting is missing; or the failure to read the provider's endpoints
 */
export async function resolveClient(
  web: Web,
  provider: OAuth2Provider,
  settings: Settings,
  now: number,
): Promise<Result<Client, OAuth2Failure>> {
  if (!isComplete(provider, settings)) return failed("unconfigured", "credentials are missing");
  const endpoints =
    typeof provider.endpoints === "function" ? await provider.endpoints(web, settings, now) : ok(provider.endpoints);
  if (!endpoints.ok) return endpoints;
  return ok({ provider, settings, id: textOf(settings, provider.clientId), endpoints: endpoints.value });
}

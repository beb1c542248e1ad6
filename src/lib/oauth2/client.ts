/** A provider as a project has set it up. */
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import { type Client, isComplete, type OAuth2Provider, type Settings, textOf } from "./provider.ts";
import { exchangeCode } from "./token.ts";
import type { Web } from "./web.ts";

/**
 * @param now milliseconds since the Unix epoch
 * @returns `unconfigured` where the settings lack something; whatever hinders where the provider must be asked for its
 * endpoints
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

/** How a provider refuses a code from a client that it knows. */
const codeRefusals: ReadonlySet<string> = new Set([
  "bad_verification_code",
  "invalid_grant",
  "invalid_request",
  "redirect_uri_mismatch",
]);

/**
 * Whether a provider takes a client's credentials: asks it for tokens with a code that nobody has, and sees what it finds
 * fault with. Some look at the code first, so that passing is no proof.
 * @param redirectUri our callback
 * @param now milliseconds since the Unix epoch
 * @returns why the credentials do not do
 */
export async function checkCredentials(
  web: Web,
  client: Client,
  redirectUri: string,
  now: number,
): Promise<Result<null, OAuth2Failure>> {
  const nobodys = "credentials-check".padEnd(43, "-");
  const answer = await exchangeCode(web, client, { code: nobodys, codeVerifier: nobodys, redirectUri, now });
  if (answer.ok) return failed("untrusted", "tokens for a code that nobody has");
  return answer.error.kind === "refused" && codeRefusals.has(answer.error.detail) ? ok(null) : answer;
}

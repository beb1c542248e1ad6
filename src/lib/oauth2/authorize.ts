/** The way out: where a browser is sent to sign in (RFC 6749 4.1.1). Pure. */
import { type Client, settingParameters } from "./provider.ts";
import { codeChallengeOf } from "./random.ts";

export interface Authorization {
  /** Our callback, as the provider knows it. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The verifier that the code will be exchanged with; only its challenge is shown. */
  readonly codeVerifier: string;
  /** The scopes that an app adds to the provider's own. */
  readonly scopes: readonly string[];
}

/** The authorize URL, with all parameters in its query. */
export function authorizeUrl(client: Client, authorization: Authorization): string {
  const { endpoints, id, provider } = client;
  const parameters = {
    ...provider.parameters,
    ...settingParameters(client),
    client_id: id,
    redirect_uri: authorization.redirectUri,
    response_type: "code",
    scope: scopesOf(provider.scopes, authorization.scopes),
    state: authorization.state,
    code_challenge: codeChallengeOf(authorization.codeVerifier),
    code_challenge_method: "S256",
    ...(endpoints.openId === null ? {} : { nonce: authorization.nonce }),
  };
  const url = new URL(endpoints.authorization);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  // Apple reads a plus as itself.
  url.search = url.search.replaceAll("+", "%20");
  return url.href;
}

/** Each of them once, in the order they come; an app may have put several into one text. */
const scopesOf = (...scopes: readonly (readonly string[])[]): string =>
  [...new Set(scopes.flat().flatMap((text) => text.split(/\s+/)))].filter((scope) => scope !== "").join(" ");

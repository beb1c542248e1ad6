/** The authorization request: the URL to which a browser is redirected to sign in (RFC 6749 4.1.1). Pure. */
import { type Client, settingParameters } from "./provider.ts";
import { codeChallengeOf } from "./random.ts";

export interface Authorization {
  /** Our callback, as the provider knows it. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The verifier with which the code will be exchanged. The URL has only its challenge. */
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
  // Apple does not decode a plus as a blank.
  url.search = url.search.replaceAll("+", "%20");
  return url.href;
}

/** Joins scopes without duplicates, in their order. A text may contain several scopes. */
const scopesOf = (...scopes: readonly (readonly string[])[]): string =>
  [...new Set(scopes.flat().flatMap((text) => text.split(/\s+/)))].filter((scope) => scope !== "").join(" ");

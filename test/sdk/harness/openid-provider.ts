/** A real OpenID provider on this machine, and a person who signs in there. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

export interface OpenIdProvider {
  /** `http://127.0.0.1:<port>`: its configuration is below. */
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

export interface OpenIdProviderOptions {
  readonly clients: readonly {
    readonly id: string;
    readonly secret: string;
    readonly redirectUris: readonly string[];
    readonly authentication?: "client_secret_basic" | "client_secret_post";
  }[];
  /** The claims about a person, by the name that they sign in with. */
  readonly claimsOf: (login: string) => Readonly<Record<string, unknown>>;
  /** Whether address and name are in the id token, not only at the userinfo endpoint. */
  readonly tellsInIdToken?: boolean;
}

/** Seconds: longer than a test. */
const hour = 3_600;

/** Starts a provider, on whose pages people sign in with any name and any password. It requires PKCE. */
export async function startOpenIdProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The provider has no port.");
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = new Provider(issuer, {
    clients: options.clients.map(({ authentication = "client_secret_basic", id, redirectUris, secret }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: redirectUris,
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: authentication,
    })),
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: options.tellsInIdToken !== true,
    pkce: { required: () => true },
    ttl: { AccessToken: hour, Grant: hour, IdToken: hour, Interaction: hour, RefreshToken: hour, Session: hour },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...options.claimsOf(id) }) }),
  });
  server.on("request", provider.callback());
  return {
    issuer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/**
 * Signs in on the provider's pages, and consents, as a browser without scripts would.
 * @returns where the provider sends the browser afterwards: the callback, with a code or an error
 */
export async function signInAt({ issuer }: OpenIdProvider, authorizeUrl: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let [url, form] = [new URL(authorizeUrl), null as URLSearchParams | null];
  // The way there and back takes about ten steps.
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(url, {
      method: form === null ? "GET" : "POST",
      body: form,
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    const page = await response.text();
    if (location === null) {
      [url, form] = formOf(page, url, login);
    } else {
      [url, form] = [new URL(location, url), null];
      if (url.origin !== issuer) return url;
    }
  }
  throw new Error("The sign-in does not end within the expected number of steps.");
}

/** The form of a page, filled in. */
function formOf(page: string, base: URL, login: string): [URL, URLSearchParams] {
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
  const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
  if (action === undefined || prompt === undefined) throw new Error(`No form to fill in: ${page.slice(0, 2_000)}`);
  return [new URL(action, base), new URLSearchParams({ prompt, login, password: "any" })];
}

/**
 * The providers that users can sign in with: one complete row each (docs/spec/oauth2.md#fields). The code that configures
 * a provider or signs in with it uses the row, and never a provider's name.
 */
import { ok, type Result } from "../../errors/result.ts";
import { discover } from "./discovery.ts";
import type { OAuth2Failure } from "./failure.ts";
import { type Endpoints, type Field, type OAuth2Provider, type Settings, textOf } from "./provider.ts";
import { appleClientSecret, appleIssuer, readAppleProfile } from "./strategies/apple.ts";
import { readGitHubProfile } from "./strategies/github.ts";
import { microsoftEndpoints, readMicrosoftProfile, tenantPattern } from "./strategies/microsoft.ts";
import { readOpenIdProfile } from "./strategies/openid.ts";
import type { Web } from "./web.ts";

const text = (max = 256): Field => ({ type: "text", max, secret: false, unset: "" });
const secret = (max = 512): Field => ({ type: "text", max, secret: true, unset: "" });
const url: Field = { type: "url", secret: false, unset: "" };
const issuer: Field = { type: "issuer", secret: false, unset: "" };
const tenant: Field = { type: "text", max: 256, secret: false, unset: "", pattern: tenantPattern };
const maxAge: Field = { type: "integer", min: 0, secret: false, unset: null, parameter: "max_age" };

/** The field for the pages that the provider shows. `none` excludes the other pages. */
const prompt = (...values: readonly string[]): Field => ({
  type: "choices",
  values: ["none", ...values],
  alone: "none",
  secret: false,
  unset: [],
  parameter: "prompt",
});

/** The table. Only Microsoft's tenants, Apple's secret, GitHub's addresses and discovery need functions. */
export const providers: readonly OAuth2Provider[] = [
  {
    id: "google",
    spelling: "Google",
    fields: { clientId: text(), clientSecret: secret(), prompt: prompt("consent", "select_account") },
    complete: [["clientId", "clientSecret"]],
    clientId: "clientId",
    clientSecret: "clientSecret",
    endpoints: {
      authorization: "https://accounts.google.com/o/oauth2/v2/auth",
      token: "https://oauth2.googleapis.com/token",
      userInfo: "https://openidconnect.googleapis.com/v1/userinfo",
      openId: {
        jwks: "https://www.googleapis.com/oauth2/v3/certs",
        // Google documents both spellings of its issuer.
        isIssuer: ({ iss }) => iss === "https://accounts.google.com" || iss === "accounts.google.com",
      },
      clientAuthentication: "post",
    },
    scopes: ["openid", "email", "profile"],
    // Google sends no refresh tokens without this.
    parameters: { access_type: "offline" },
    readProfile: readOpenIdProfile,
  },
  {
    id: "github",
    spelling: "GitHub",
    fields: { clientId: text(), clientSecret: secret() },
    complete: [["clientId", "clientSecret"]],
    clientId: "clientId",
    clientSecret: "clientSecret",
    endpoints: {
      authorization: "https://github.com/login/oauth/authorize",
      token: "https://github.com/login/oauth/access_token",
      userInfo: null,
      openId: null,
      clientAuthentication: "post",
    },
    scopes: ["user:email"],
    parameters: {},
    readProfile: readGitHubProfile,
  },
  {
    id: "microsoft",
    spelling: "Microsoft",
    fields: { applicationId: text(), applicationSecret: secret(), tenant },
    complete: [["applicationId", "applicationSecret"]],
    clientId: "applicationId",
    clientSecret: "applicationSecret",
    endpoints: async (_web, settings) => Promise.resolve(ok(microsoftEndpoints(settings))),
    // There are no refresh tokens without offline_access.
    scopes: ["openid", "email", "profile", "offline_access"],
    parameters: {},
    readProfile: readMicrosoftProfile,
  },
  {
    id: "apple",
    spelling: "Apple",
    fields: { serviceId: text(), keyId: text(), teamId: text(), p8File: secret(4_096) },
    complete: [["serviceId", "keyId", "teamId", "p8File"]],
    clientId: "serviceId",
    clientSecret: appleClientSecret,
    endpoints: {
      authorization: `${appleIssuer}/auth/authorize`,
      token: `${appleIssuer}/auth/token`,
      userInfo: null,
      openId: { jwks: `${appleIssuer}/auth/keys`, isIssuer: ({ iss }) => iss === appleIssuer },
      clientAuthentication: "post",
    },
    scopes: ["name", "email"],
    // Apple answers a request for the name only with a form post.
    parameters: { response_mode: "form_post" },
    readProfile: readAppleProfile,
  },
  {
    id: "oidc",
    spelling: "Oidc",
    fields: {
      clientId: text(),
      clientSecret: secret(),
      wellKnownURL: issuer,
      authorizationURL: url,
      tokenURL: url,
      userInfoURL: url,
      prompt: prompt("login", "consent", "select_account"),
      maxAge,
    },
    complete: [
      ["clientId", "clientSecret", "wellKnownURL"],
      ["clientId", "clientSecret", "authorizationURL", "tokenURL", "userInfoURL"],
    ],
    clientId: "clientId",
    clientSecret: "clientSecret",
    endpoints: oidcEndpoints,
    scopes: ["openid", "email", "profile"],
    parameters: {},
    readProfile: readOpenIdProfile,
  },
];

/** The row of a provider, or undefined if none has that id. */
export const findProvider = (id: string): OAuth2Provider | undefined =>
  providers.find((provider) => provider.id === id);

/**
 * The provider's own configuration, except for the endpoints in the settings. Without a configuration the keys are unknown,
 * so the userinfo endpoint identifies the user, over TLS, and the client's secret is sent in the way that every provider
 * must accept (RFC 6749 2.3.1).
 */
async function oidcEndpoints(web: Web, settings: Settings, now: number): Promise<Result<Endpoints, OAuth2Failure>> {
  const wellKnownUrl = textOf(settings, "wellKnownURL");
  const authorization = textOf(settings, "authorizationURL");
  const token = textOf(settings, "tokenURL");
  const userInfo = textOf(settings, "userInfoURL");
  if (wellKnownUrl === "") {
    return ok({ authorization, token, userInfo, openId: null, clientAuthentication: "basic" });
  }
  const discovered = await discover(web, wellKnownUrl, now);
  if (!discovered.ok) return discovered;
  const { value } = discovered;
  return ok({
    ...value,
    authorization: authorization || value.authorization,
    token: token || value.token,
    userInfo: userInfo || value.userInfo,
  });
}

/**
 * The methods of `account` that send a browser to an OAuth2 provider. Their refusals differ from others: the browser SDK
 * only builds an address, and server SDKs request it and keep the redirect's target.
 */
import type { Account, OAuth2Params } from "../harness/sdks.ts";

/** The configured provider, as an app knows it. */
export const clientId = "github-client";
export const setUpProviderId = "github";

/** A call that leads to the provider, with these scopes and a callback of this project; or one that is refused. */
export type OAuth2Call = {
  readonly method: "createOAuth2Session" | "createOAuth2Token";
  readonly does: string;
  readonly params: OAuth2Params;
} & ({ readonly gives: { readonly scope: string } } | { readonly refuses: { code: number; type: string } });

const success = "http://localhost:5173/in";
const failure = "http://localhost:5173/out";
const elsewhere = "https://elsewhere.example/in";

export const oauth2Calls: readonly OAuth2Call[] = (["createOAuth2Session", "createOAuth2Token"] as const).flatMap(
  (method): readonly OAuth2Call[] => [
    {
      method,
      does: "leads to the provider",
      params: { provider: setUpProviderId },
      gives: { scope: "user:email" },
    },
    {
      method,
      does: "accepts redirect URLs and further scopes",
      params: { provider: setUpProviderId, success, failure, scopes: ["repo", "gist"] },
      gives: { scope: "user:email repo gist" },
    },
    {
      method,
      does: "refuses a redirect URL of another host",
      params: { provider: setUpProviderId, success: elsewhere },
      refuses: { code: 400, type: "general_argument_invalid" },
    },
    {
      method,
      does: "refuses a provider that is not set up",
      params: { provider: "google" },
      refuses: { code: 412, type: "project_provider_disabled" },
    },
    {
      method,
      does: "refuses a provider that is unknown",
      params: { provider: "spotify" },
      refuses: { code: 400, type: "general_argument_invalid" },
    },
  ],
);

/** Calls the method, if the SDK has it. */
export const callOAuth2 = (account: Account, { method, params }: OAuth2Call): unknown => account[method]?.(params);

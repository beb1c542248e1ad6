/**
 * The methods of `account` that send a browser to an OAuth2 provider. They make no request that is refused as others are: the
 * SDK of browsers makes an address to go to, and those of servers ask there and keep the place that they are sent to.
 */
import type { Account, OAuth2Params } from "../harness/sdks.ts";

/** The provider that is set up, as an app is known there. */
export const clientId = "github-client";
export const setUpProviderId = "github";

/** A call that leads to the provider, with these scopes and a callback of ours; or one that is refused. */
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
      does: "takes places to come back to, and further scopes",
      params: { provider: setUpProviderId, success, failure, scopes: ["repo", "gist"] },
      gives: { scope: "user:email repo gist" },
    },
    {
      method,
      does: "refuses to lead back to an app of another host",
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

/** Calls the method, where the SDK has it. */
export const callOAuth2 = (account: Account, { method, params }: OAuth2Call): unknown => account[method]?.(params);

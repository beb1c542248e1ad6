import type { Context } from "../../domain/context/index.ts";
import { clientOf, given, selectProvider, web } from "../../domain/oauth2-clients/index.ts";
import { type Flow, takeFlow } from "../../domain/oauth2-flows/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { accountProfile } from "../../flows/oauth2/account-profile.ts";
import { callbackUrl, providerOf } from "../../flows/oauth2/begin.ts";
import { failureAt, pageOf, successPath } from "../../flows/oauth2/ending.ts";
import type { ProviderSignIn } from "../../flows/oauth2/provider-sign-in.ts";
import { signInWithProvider } from "../../flows/oauth2/sign-in-with-provider.ts";
import { appCookie, isAppUrl } from "../../http/app-links.ts";
import { endpoint } from "../../http/endpoint.ts";
import { withParameters } from "../../lib/addresses/url.ts";
import { refused } from "../../lib/oauth2/failure.ts";
import { readProfile } from "../../lib/oauth2/profile.ts";
import type { OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { exchangeCode } from "../../lib/oauth2/token.ts";
import { location } from "../../models/raw.ts";
import type { Row } from "../../storage/row.ts";
import { keepForApp } from "./lib/oauth2-pages.ts";
import { providerName } from "./lib/oauth2-parameters.ts";
import { brought } from "./lib/oauth2-return.ts";

export const oauth2Redirect = endpoint({
  id: "accountOAuth2Redirect",
  summary: "Completes an OAuth2 sign-in in the browser that began it, once.",
  method: "GET",
  path: "/account/sessions/oauth2/{provider}/redirect",
  scopes: ["public"],
  servesIncomplete: true,
  input: { provider: providerName, ...brought },
  status: 301,
  output: location,
  errors: ["user_oauth2_bad_request"],
  async run({ provider: id, state, ...back }, context) {
    const provider = providerOf(id);
    const { flow, rows } = await takeFlow(context, { provider: id, state }, selectProvider(provider));
    try {
      return leadBack(context, flow.success, await complete(context, provider, flow, rows, back));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return failureAt(context, flow.failure, error);
    }
  },
});

/** The parameters of the provider's redirect. */
interface Back {
  readonly code: string | null;
  readonly error: string | null;
  readonly user: string | null;
}

/**
 * Reads the user's profile from the provider, and signs the user in.
 * @throws AppError the error to redirect with
 */
async function complete(
  context: Context,
  provider: OAuth2Provider,
  flow: Flow,
  rows: readonly Row[],
  { code, error, user }: Back,
): Promise<ProviderSignIn> {
  const { now } = context;
  const { codeVerifier, nonce, startedAt } = flow;
  if (error) given(context, provider, "authorization", refused(error));
  if (!code) throw new AppError("user_oauth2_provider_error");
  const client = await clientOf(context, provider, rows);
  const redirectUri = callbackUrl(context, provider.id);
  const tokens = given(
    context,
    provider,
    "token",
    await exchangeCode(web, client, { code, codeVerifier, redirectUri, now }),
  );
  const profile = given(
    context,
    provider,
    "profile",
    await readProfile(web, client, { tokens, nonce, startedAt, user, now }),
  );
  return signInWithProvider(context, flow, accountProfile(profile), {
    provider: provider.id,
    uid: profile.uid,
    tokens,
  });
}

/**
 * The redirect after a sign-in. The session is in a cookie. An app on a phone or a desktop does not have the browser's
 * cookies, so it also gets the session in its deep link, or from our page.
 * @param place the app's redirect URI; null: none
 */
function leadBack(context: Context, place: string | null, { session, redirectParams }: ProviderSignIn): string {
  const { projectId } = context.config;
  if (place === null) {
    if (session !== null) keepForApp(context, session);
    return withParameters(pageOf(context, successPath), redirectParams);
  }
  const isApp = session !== null && isAppUrl(place, projectId);
  return withParameters(place, {
    ...redirectParams,
    ...(isApp && appCookie(projectId, context.url.hostname, session)),
  });
}

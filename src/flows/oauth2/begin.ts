/** The redirect to a provider, shared by the session flow and the token flow (docs/spec/oauth2-sign-in.md#flow). */
import { basePath, type Context } from "../../domain/context/index.ts";
import { clientOf, selectProvider } from "../../domain/oauth2-clients/index.ts";
import { beginFlow, type Flow } from "../../domain/oauth2-flows/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { authorizeUrl } from "../../lib/oauth2/authorize.ts";
import type { OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { findProvider } from "../../lib/oauth2/providers.ts";

/** The parameters that begin a sign-in. */
export interface Asked {
  readonly provider: string;
  readonly success: string | null;
  readonly failure: string | null;
  readonly scopes: readonly string[];
}

/** The provider with an id that the rule `providerName` has accepted. */
export function providerOf(id: string): OAuth2Provider {
  const provider = findProvider(id);
  if (provider === undefined) throw new AppError("project_provider_unsupported");
  return provider;
}

/** Our callback, as the provider knows it. */
export const callbackUrl = ({ config, url }: Context, provider: string): string =>
  `${url.origin}${basePath}/account/sessions/oauth2/callback/${provider}/${config.projectId}`;

/**
 * The session whose user gets the identity; null: none. Only the project's apps may link an identity: browsers send the session
 * cookie here from any site, so any site could otherwise link a provider account of its choice.
 * @throws AppError `general_unknown_origin`
 */
function linkingOf({ browser, caller }: Context): Flow["linking"] {
  if (caller.kind !== "user" || caller.session === null) return null;
  if (browser.isFromApp) return { seq: caller.seq, sessionId: caller.session.id };
  if (browser.hasSessionCookie) throw new AppError("general_unknown_origin");
  return null;
}

/**
 * Begins a sign-in.
 * @returns the authorize URL of the provider
 * @throws AppError `general_unknown_origin`, and the errors of `clientOf`
 */
export async function begin(
  context: Context,
  { failure, provider: id, scopes, success }: Asked,
  isToken: boolean,
): Promise<string> {
  const { caller, db } = context;
  const linking = linkingOf(context);
  const provider = providerOf(id);
  const { rows } = await db.run(selectProvider(provider));
  const client = await clientOf(context, provider, rows);
  const content = { success: success || null, failure: failure || null, isToken, linking };
  // Server-initiated token flows cannot be bound to a browser cookie; the server binds them itself.
  const flow = await beginFlow(context, id, content, { isBound: !(isToken && caller.kind === "key") });
  return authorizeUrl(client, { ...flow, redirectUri: callbackUrl(context, id), scopes });
}

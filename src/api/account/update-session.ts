import { callingUser, type Context, type StoredSession } from "../../domain/context/index.ts";
import { clientOf, given, selectProvider, web } from "../../domain/oauth2-clients/index.ts";
import {
  extendSession,
  getSession,
  openTokens,
  type RenewedTokens,
  sealTokens,
  sessionTokens,
} from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { findProvider } from "../../lib/oauth2/providers.ts";
import { refreshTokens } from "../../lib/oauth2/token.ts";
import { session } from "../../models/session.ts";
import { namedSession } from "./lib/current-session.ts";

export const updateSession = endpoint({
  id: "accountUpdateSession",
  summary: "Extends one of the account's sessions to the full lifetime, and refreshes its provider tokens.",
  method: "PATCH",
  path: "/account/sessions/{sessionId}",
  scopes: ["account"],
  guards: true,
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  input: { sessionId: uid },
  status: 200,
  output: session,
  errors: [
    "user_session_not_found",
    "project_provider_unsupported",
    "project_provider_disabled",
    "user_oauth2_provider_error",
    "user_oauth2_provider_failure",
  ],
  async run({ sessionId }, context) {
    const caller = callingUser(context);
    const [who, id] = [isUser(caller.seq), namedSession(caller, sessionId)];
    const isCurrent = id === caller.session?.id;
    const stored = isCurrent ? caller.session : await getSession(context, who, id);
    const renewed = await renew(context, stored);
    const isFirst = isCurrent && renewed === null;
    return extendSession(context, who, { sessionId: id, userId: caller.user.id, isFirst }, renewed);
  },
});

/**
 * Renews the provider's tokens of a session, if it has a refresh token. On failure the session stays unchanged, so that an
 * app that asks for new tokens does not mistake the old ones for new.
 */
async function renew(
  context: Context,
  { id, provider: name, providerTokens }: StoredSession,
): Promise<RenewedTokens | null> {
  if (!providerTokens?.refreshToken) return null;
  const { config, db, now } = context;
  const provider = findProvider(name);
  if (provider === undefined) throw new AppError("project_provider_unsupported");
  const before = await openTokens(config, sessionTokens, id, providerTokens);
  const { rows } = await db.run(selectProvider(provider));
  const client = await clientOf(context, provider, rows);
  const tokens = given(
    context,
    provider,
    "token",
    await refreshTokens(web, client, { refreshToken: before.refreshToken ?? "", now }),
  );
  const refreshToken = tokens.refreshToken ?? before.refreshToken;
  const after = await sealTokens(config, sessionTokens, id, { ...tokens, refreshToken });
  return { before: providerTokens, after };
}

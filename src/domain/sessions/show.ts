/** Shows sessions: their rows in D1, with the origin from KV if it is there. */
import { placeOf } from "../../lib/devices/place.ts";
import type { SessionRow } from "../../models/session.ts";
import { type Origin, readOrigins, sessionKey } from "../../storage/kv.ts";
import type { Context, StoredSession } from "../context/index.ts";
import type { NewSession } from "./begin.ts";
import { seesTokens, sessionTokens, showTokens } from "./provider-tokens.ts";

/** A session with its user and its origin. */
interface Shown {
  readonly userId: string;
  readonly origin: Origin | undefined;
}

/** Shows a session to the client that has just begun it. @param expire milliseconds since the Unix epoch */
export function showNewSession(
  context: Context,
  { factors, id, passwordRecovered = false, provided, provider, providerUid }: NewSession,
  userId: string,
  expire: number,
): Promise<SessionRow> {
  const { client, now } = context;
  const begun = { id, createdAt: now, updatedAt: now, expire, provider, providerUid, factors };
  const stored = { ...begun, mfaUpdatedAt: null, passwordRecovered };
  return toSessionRow(context, { ...stored, providerTokens: provided?.tokens ?? null, userId, origin: client });
}

/** A session as it is shown; without its secret. */
export async function toSessionRow(
  context: Context,
  { origin, providerTokens, ...session }: StoredSession & Shown,
): Promise<SessionRow> {
  const isShown = providerTokens !== null && seesTokens(context, session.userId);
  return {
    ...session,
    provided: isShown ? await showTokens(context.config, sessionTokens, session.id, providerTokens) : null,
    place: placeOf(origin, context.locale),
    current: isCurrent(context, session.id),
    secret: "",
  };
}

const isCurrent = ({ caller }: Context, sessionId: string): boolean =>
  caller.kind === "user" && caller.session?.id === sessionId;

/** Shows sessions. */
export async function showSessions(
  context: Context,
  userId: string,
  stored: readonly StoredSession[],
): Promise<SessionRow[]> {
  const keys = stored.map(({ id }) => sessionKey(id));
  const origins = await readOrigins(context.kv, keys);
  return Promise.all(
    stored.map((session) => {
      const origin = origins.get(sessionKey(session.id));
      return toSessionRow(context, { ...session, userId, origin });
    }),
  );
}

/** Shows one session. */
export async function showSession(context: Context, userId: string, stored: StoredSession): Promise<SessionRow> {
  const key = sessionKey(stored.id);
  const origins = await readOrigins(context.kv, [key]);
  return toSessionRow(context, { ...stored, userId, origin: origins.get(key) });
}

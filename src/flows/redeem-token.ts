/**
 * Signing in with a login token: once, whichever of its addresses it is brought to
 * (docs/spec/account.md#sign-in-with-a-token).
 */
import { sql } from "drizzle-orm";
import { loggedSeq, noteTokenOrigin } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { readProvided } from "../domain/identities/index.ts";
import type { SessionInput } from "../domain/sessions/index.ts";
import {
  countWrong,
  foundToken,
  hasToken,
  selectToken,
  spendToken,
  type StoredToken,
  type TokenType,
} from "../domain/tokens/index.ts";
import { type AddressKind, found, isUser, selectFound } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { SessionRow } from "../models/session.ts";
import type { Handle } from "../storage/batch.ts";
import { forget, readOrigins, tokenKey } from "../storage/kv.ts";
import { users } from "../storage/schema/index.ts";
import { sessionOf } from "./oauth2/provider-sign-in.ts";
import { prepareAlert, selectAlert, signIn } from "./sign-in/begin-session.ts";
import { signUpByProof } from "./sign-up-by-proof.ts";

const loginTypes = ["generic", "magic-url", "email", "phone", "oauth2"] as const satisfies readonly TokenType[];

/** What a token buys. */
interface Purchase {
  /** Left out: what the provider gave for the identity that it is for. */
  readonly session?: SessionInput;
  /** What its arrival has proved to be the user's. */
  readonly proof?: AddressKind;
  /** It came by mail: another one need not tell of it. */
  readonly isMailed?: true;
}

const begins = (provider: string, factor: string): SessionInput => ({ provider, providerUid: "", factors: [factor] });

const purchases: Readonly<Record<(typeof loginTypes)[number], Purchase>> = {
  generic: { session: begins("token", "token") },
  "magic-url": { session: begins("magic-url", "email"), proof: "email", isMailed: true },
  email: { session: begins("token", "email"), proof: "email", isMailed: true },
  phone: { session: begins("phone", "phone"), proof: "phone" },
  oauth2: {},
};

/**
 * Signs in with the secret of a token.
 * @throws AppError `user_invalid_token`, `user_blocked`, `user_count_exceeded`
 */
export async function redeemToken(context: Context, userId: string, secret: string): Promise<SessionRow> {
  const who = isUser(userId);
  const batch = context.db.batch();
  const account = batch.add(selectFound(who));
  const tokens = batch.add(selectToken(context, who, secret, loginTypes));
  const alert = batch.add(selectAlert);
  countWrong(batch, context, who, secret, loginTypes);
  await batch.run();
  const [user, token] = [found(account), foundToken(tokens)];
  const type = loginTypes.find((type) => type === token?.type);
  if (user === null || token === null || type === undefined) throw new AppError("user_invalid_token");
  const { isMailed, proof, session = await sessionFor(context, token) } = purchases[type];
  const tell = (log: Handle) => log.row && tellOrigin(context, token.id, loggedSeq.read(log.row).seq);
  if (proof !== undefined && user.holdings[proof] === "anchored") {
    const isProven = sql`${users.status} = 1 AND ${hasToken(context, token)}`;
    const detaching = { holder: user, kind: proof, isProven, refusal: "user_invalid_token" } as const;
    // The token ends with everything else that was sent to the address.
    return signUpByProof(context, detaching, session, (batch, log) => batch.afterCommit(() => tell(log)));
  }
  const signedIn = await signIn(context, {
    found: user,
    session,
    still: hasToken(context, token),
    refusal: "user_invalid_token",
    ...(proof && { proof }),
    alert: isMailed ? null : await prepareAlert(context, user.user, alert),
    also(batch, { isBegun, log }) {
      batch.add(spendToken(token, isBegun));
      batch.afterCommit(() => tell(log));
    },
  });
  return signedIn.session;
}

/** What the provider gave for the token's identity. @throws AppError `user_invalid_token` where that is gone */
const sessionFor = async (context: Context, { identitySeq }: StoredToken): Promise<SessionInput> =>
  sessionOf(context, await readProvided(context, identitySeq));

/** Adds to the log where the token had been asked for, as far as KV tells, which may then forget it. */
async function tellOrigin(context: Context, tokenId: string, logSeq: number): Promise<void> {
  const key = tokenKey(tokenId);
  const origin = (await readOrigins(context.kv, [key])).get(key);
  if (origin !== undefined) await context.db.run(noteTokenOrigin(logSeq, origin));
  await forget(context.kv, [{ key }]);
}

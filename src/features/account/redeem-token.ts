/** Signing in with a login token: once, whichever of its addresses it is brought to (spec/wire.md 5.3). */
import { AppError } from "../../errors/app-error.ts";
import type { Context } from "../../http/context.ts";
import type { SessionRow } from "../../models/session.ts";
import { forget, readOrigins, tokenKey } from "../../storage/bodies.ts";
import { noteTokenOrigin } from "../logs/store.ts";
import { selectAlert, signIn, writeAlert } from "../sign-in/store.ts";
import { countWrong, foundToken, hasToken, selectToken, spendToken, type TokenType } from "../tokens/store.ts";
import { isUser, type Proof } from "../users/store.ts";
import { found, selectFound } from "./store.ts";

const loginTypes = ["generic", "magic-url", "email", "phone"] as const satisfies readonly TokenType[];

/** What a token buys. */
interface Purchase {
  readonly provider: string;
  readonly factor: string;
  /** What its arrival has proved to be the user's. */
  readonly proof?: Proof;
  /** It came by mail: another one need not tell of it. */
  readonly isMailed?: true;
}

const purchases: Readonly<Record<(typeof loginTypes)[number], Purchase>> = {
  generic: { provider: "token", factor: "token" },
  "magic-url": { provider: "magic-url", factor: "email", proof: "email", isMailed: true },
  email: { provider: "token", factor: "email", proof: "email", isMailed: true },
  phone: { provider: "phone", factor: "phone", proof: "phone" },
};

/**
 * Signs in with the secret of a token.
 * @throws AppError `user_invalid_token`, `user_blocked`
 */
export async function redeemToken(context: Context, userId: string, secret: string): Promise<SessionRow> {
  const who = isUser(userId);
  const [users, tokens, alert] = await context.attempts.batch([
    selectFound(who),
    selectToken(context, who, secret, loginTypes),
    selectAlert,
    ...countWrong(context, who, secret, loginTypes),
  ]);
  const [user, token] = [found(users), foundToken(tokens)];
  const type = loginTypes.find((type) => type === token?.type);
  if (user === null || token === null || type === undefined) throw new AppError("user_invalid_token");
  const { factor, isMailed, proof, provider } = purchases[type];
  const { logSeq, session } = await signIn(context, {
    found: user,
    session: { provider, providerUid: "", factors: [factor] },
    still: hasToken(context, token),
    refusal: "user_invalid_token",
    ...(proof && { proof }),
    spends: (isBegun) => spendToken(token, isBegun),
    alert: isMailed ? null : await writeAlert(context, user.user, alert),
  });
  context.waitUntil(tellOrigin(context, token.id, logSeq));
  return session;
}

/** Adds to the log where the token had been asked for, as far as KV tells, which may then forget it. */
async function tellOrigin(context: Context, tokenId: string, logSeq: number): Promise<void> {
  const key = tokenKey(tokenId);
  const origin = (await readOrigins(context.kv, [key])).get(key);
  if (origin !== undefined) await context.db.batch([noteTokenOrigin(logSeq, origin)]);
  forget(context, [{ key }]);
}

/**
 * Signs in with a login token, once, at any of the endpoints that take one
 * (docs/spec/account.md#sign-in-with-a-token).
 */
import type { Context } from "../domain/context/index.ts";
import { unsealGrant } from "../domain/identities/index.ts";
import type { SessionInput } from "../domain/sessions/index.ts";
import {
  bearerOf,
  countWrong,
  foundToken,
  hasToken,
  isToken,
  meantBy,
  presentSecret,
  selectToken,
  spendToken,
  type StoredToken,
} from "../domain/tokens/index.ts";
import { type AddressKind, readAccount, selectAccount } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import { type Where, where } from "../lib/sql/index.ts";
import type { SessionRow } from "../models/session.ts";
import { users } from "../storage/schema/index.ts";
import { countFailure } from "./guesses.ts";
import { loginTypes, purchases } from "./login-tokens.ts";
import { sessionOf } from "./oauth2/provider-sign-in.ts";
import { redeemAtOnce } from "./redeem-at-once.ts";
import { deviceAccountOf, issueSession, prepareAlert, selectAlert, signIn } from "./sign-in/begin-session.ts";
import { notingFailure } from "./sign-in/failed.ts";
import { signUpByToken } from "./sign-up-by-token.ts";

/**
 * Signs in with the secret of a token. Creates an account where no user has the address that the token was sent to, or
 * where an account had only typed the address and has something else that is proven.
 * @param id the id in the answer and the message, or the user's own
 * @throws AppError `user_invalid_token`, `user_blocked`; where an account is to be created, `user_already_exists` for an
 *   id that is taken, and `user_count_exceeded`
 */
export const redeemToken = (context: Context, id: string, secret: string): Promise<SessionRow> =>
  notingFailure(context, { who: meantBy(id, loginTypes), address: id }, () => redeem(context, id, secret, false));

async function redeem(context: Context, id: string, secret: string, isRetry: boolean): Promise<SessionRow> {
  const batch = context.db.batch();
  const presented = presentSecret(context, id, secret, loginTypes);
  const account = batch.add(selectAccount(bearerOf(presented)));
  const tokens = batch.add(selectToken(presented));
  const alert = batch.add(selectAlert);
  countWrong(batch, presented);
  const atOnce = redeemAtOnce(batch, context, presented);
  await batch.run();
  const [user, token] = [readAccount(account), foundToken(tokens)];
  const type = loginTypes.find((type) => type === token?.type);
  if (token === null || type === undefined) {
    // A used link does not count as a wrong guess, because links cannot be guessed. Nor does a code that a concurrent
    // request has used up.
    if (presented.isGuess && !isRetry) await countFailure(context, { who: meantBy(id, loginTypes), address: id });
    throw new AppError("user_invalid_token");
  }
  const { isMailed, proof, session = await sessionFor(context, token) } = purchases[type];
  if (user !== null && atOnce.expire !== null) {
    const begun = { expire: atOnce.expire, session: { ...session, ...atOnce.credentials } };
    return (await issueSession(context, begun, user.user.id, deviceAccountOf(user))).session;
  }
  const isTheirs = user !== null && (proof === undefined || user.holdings[proof] !== "anchored");
  if (!isTheirs) {
    const address = token.address ?? (proof && user?.user[proof]);
    if (!address || proof === undefined) throw new AppError("user_invalid_token");
    try {
      return await signUpByToken(context, { token, address, kind: proof, holder: user, session });
    } catch (error) {
      // A concurrent request may have used the token up, or given the address to an account: read again to find out.
      if (!(error instanceof AppError) || user !== null || isRetry) throw error;
      return redeem(context, id, secret, true);
    }
  }
  const signedIn = await signIn(context, {
    found: user,
    session,
    still: where(users)`${hasToken(context, token)} AND ${hasStill(token, proof)}`,
    refusal: "user_invalid_token",
    ...(proof && { proof }),
    alert: isMailed ? null : await prepareAlert(context, user.user, alert),
    tokenOrigin: token.origin,
    also(batch, { isBegun }) {
      batch.add(spendToken(isToken(token), isBegun));
    },
  });
  return signedIn.session;
}

/**
 * Whether the user still has the address that the token was sent to. A change of address revokes the tokens of the user,
 * but not a token that was sent to an address without a user.
 */
const hasStill = ({ address }: StoredToken, proof: AddressKind | undefined): Where<"users"> =>
  address === null || proof === undefined ? where(users)`1` : where(users)`${users[proof]} = ${address}`;

/**
 * The provider's tokens of the token's identity. @throws AppError `user_invalid_token` where the identity is deleted
 */
const sessionFor = async (context: Context, { identitySeq }: StoredToken): Promise<SessionInput> =>
  sessionOf(context, await unsealGrant(context, identitySeq));

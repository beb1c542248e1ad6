/**
 * Redeems a login token in the batch that finds it (docs/decisions/0012-d1-decides-kv-carries.md#redemption). Where code has to run
 * between finding and redeeming, the statements do nothing, and redeem-token.ts goes on with a second batch.
 */
import { appendLog, loggedUser, userActorBy } from "../domain/audit/index.ts";
import type { Context } from "../domain/context/index.ts";
import { unlock } from "../domain/limits/index.ts";
import {
  hasBegun,
  insertSessionFrom,
  isBegun,
  newCredentials,
  type SessionCredentials,
  trimSessions,
} from "../domain/sessions/index.ts";
import { bearsToken, isPresented, type PresentedSecret, spendToken } from "../domain/tokens/index.ts";
import { holdingOf, noteAccess } from "../domain/users/index.ts";
import { lazy } from "../lib/lazy/lazy.ts";
import { and, type SQL, sql, where } from "../lib/sql/index.ts";
import type { Batch } from "../storage/batch.ts";
import { settings, tokens, users } from "../storage/schema/index.ts";
import { loginTypes, type Purchase, purchases } from "./login-tokens.ts";

/** A session that the batch begins if it can. */
interface AtOnce {
  readonly credentials: SessionCredentials;
  /** When the session ends, in milliseconds since the Unix epoch, once the batch has run; null: it was not begun. */
  readonly expire: number | null;
}

/** SQL that depends on the type of a token. The query reads tokens. */
const ofType = (make: (purchase: Purchase) => SQL): SQL =>
  sql`CASE ${tokens.type} ${sql.join(
    loginTypes.map((type) => sql`WHEN ${text(type)} THEN ${make(purchases[type])}`),
    sql` `,
  )} END`;

/** A constant text. Bound values would pass D1's limit of 100 for a statement. */
const text = (constant: string): SQL => sql.raw(`'${constant}'`);

/**
 * A condition: the statements of one batch can redeem the token. False where code has to run first: for an alert, for an address that
 * is not proven yet, and for a provider's tokens, which are sealed.
 */
const isPlain = ({ isMailed, proof, session }: Purchase): SQL =>
  session === undefined
    ? sql`0`
    : and(
        isMailed ? undefined : sql`${settings.sessionAlert} = 0`,
        proof &&
          sql`${holdingOf(proof)} = 'proven' AND (${tokens.address} IS NULL OR ${tokens.address} = ${users[proof]})`,
      );

const purchased = lazy(() => ({
  isPlain: ofType(isPlain),
  provider: ofType(({ session }) => text(session?.provider ?? "")),
  factors: ofType(({ session }) => text(JSON.stringify(session?.factors ?? []))),
  proves: ofType(({ proof }) => (proof === undefined ? sql`0` : sql`1`)),
}));

/**
 * Adds the statements that redeem a token at once. For the first batch of a request, behind the statements that read the
 * token and its user.
 */
export function redeemAtOnce(batch: Batch, context: Context, presented: PresentedSecret): AtOnce {
  const { limits, now } = context;
  const { factors, isPlain, proves, provider } = purchased();
  const credentials = newCredentials(now);
  const [self, whetherBegun] = [hasBegun(credentials), isBegun(credentials)];
  const token = batch.within((isWithin) => where(tokens)`${isPresented(presented)} AND ${isWithin}`);
  const begun = insertSessionFrom(
    batch,
    context,
    credentials,
    { provider, providerUid: "", factors },
    sql`${users}, ${settings}, ${tokens} WHERE ${token} AND ${bearsToken} AND ${isPlain}`,
  );
  const origin = sql`(SELECT ${tokens.origin} FROM ${tokens} WHERE ${presented.isFound})`;
  batch.add(appendLog(context, "session.create", "user", self, loggedUser, credentials.id, origin));
  batch.add(noteAccess(self, now));
  batch.add(unlock(where(users)`${self} AND (SELECT ${proves} FROM ${tokens} WHERE ${presented.isFound})`));
  batch.add(spendToken(token, whetherBegun));
  limits.forget(batch, whetherBegun);
  trimSessions(batch, context, credentials, userActorBy(self));
  return {
    credentials,
    get expire() {
      return begun.expire;
    },
  };
}

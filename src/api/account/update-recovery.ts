import { appendLog, userActor } from "../../domain/audit/index.ts";
import type { Context } from "../../domain/context/index.ts";
import { unlock } from "../../domain/limits/index.ts";
import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import {
  bearerOf,
  endTokens,
  hasToken,
  presentSecret,
  selectToken,
  type StoredToken,
  toSpentRow,
} from "../../domain/tokens/index.ts";
import {
  changeUser,
  clearAccount,
  endClearedSessions,
  firstPassword,
  type AccountRecord,
  newPassword,
  selectHistoryBy,
  stillHolds,
  toHistory,
  verifiedBy,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { draftByProof, prepareSignUp } from "../../flows/sign-up-by-proof.ts";
import { selectPresenter, toPresenter } from "../../flows/token-owner.ts";
import { endpoint } from "../../http/endpoint.ts";
import { password, text, uid } from "../../http/rules/index.ts";
import { not } from "../../lib/sql/index.ts";
import { token, type TokenRow } from "../../models/token.ts";

/** Revokes earlier recovery links, whether or not the project's policy ends sessions on a password change. */
export const updateRecovery = endpoint({
  id: "accountUpdateRecovery",
  summary: "Sets a new password with the secret of an emailed link, verifies the email, and ends the user's sessions.",
  method: "PUT",
  path: "/account/recovery",
  scopes: ["guest", "sessions.write"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  input: { userId: uid, secret: text(256), password },
  status: 200,
  output: token,
  errors: [
    "user_not_found",
    "user_invalid_token",
    "password_personal_data",
    "password_recently_used",
    "user_already_exists",
    "user_count_exceeded",
  ],
  async run({ userId, secret, password }, context) {
    const batch = context.db.batch();
    const presented = presentSecret(context, userId, secret, ["recovery"]);
    const found = batch.add(selectPresenter(presented));
    const tokens = batch.add(selectToken(presented));
    const history = batch.add(selectHistoryBy(bearerOf(presented)));
    const settings = batch.add(selectSettings);
    await batch.run();
    const { token, user: account } = toPresenter(context, found, tokens);
    const { holdings, seq, user } = account;
    // The holder's own session proves that the account is theirs too, not only the email.
    const isHolder = context.caller.kind === "user" && context.caller.seq === seq;
    if (holdings.email === "anchored" && !isHolder) return signUp(context, account, token, password);
    const isCleared = holdings.email === "unproven" && !isHolder;
    const facts = { user, history: toHistory(history.rows), settings: toSettings(settings.rows) };
    const change = await newPassword(context, facts, password);
    await changeUser(context, seq, {
      ...change,
      event: "recovery.update",
      item: token.id,
      actor: userActor(user),
      set: { ...change.set, ...verifiedBy.email, passwordRecovered: true },
      unless: [
        { is: not(hasToken(context, token)), refuse: "user_invalid_token" },
        { is: not(stillHolds("email", user.email, holdings.email)), refuse: "user_invalid_token" },
      ],
      ...(isCleared && {
        before: (batch, self) => clearAccount(batch, context, self, "email", userActor(user)),
      }),
      after(batch, self) {
        if (isCleared) {
          endClearedSessions(batch, context, self, userActor(user));
          batch.add(unlock(self));
          return;
        }
        change.after?.(batch, self, userActor(user));
        endTokens(batch, self, ["recovery"]);
      },
    });
    return toSpentRow(token, user.id);
  },
});

/**
 * Gives the owner of the email an account of their own with the password. The account that the link was requested for had only typed
 * the email, and something else in it has been proven since.
 */
async function signUp(
  context: Context,
  holder: AccountRecord,
  token: StoredToken,
  password: string,
): Promise<TokenRow> {
  const { email } = holder.user;
  if (email === null) throw new AppError("user_invalid_token");
  const proved = { address: email, askedId: token.askedId, holder, kind: "email" } as const;
  const { id } = draftByProof(context, proved).row;
  const first = await firstPassword(context, { userId: id, email, phone: null, name: "" }, password);
  const proof = { holder, kind: "email", isProven: hasToken(context, token), refusal: "user_invalid_token" } as const;
  const addTo = await prepareSignUp(context, proof);
  const { row, words } = draftByProof(context, { ...proved, askedId: id }, first.stored);
  const batch = context.db.batch();
  const created = addTo(batch, { row: { ...row, passwordHistory: first.history }, words });
  batch.add(appendLog(context, "recovery.update", "user", created.self, userActor(row), token.id));
  await batch.run();
  return toSpentRow(token, created.user.id);
}

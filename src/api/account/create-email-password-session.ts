import type { Context } from "../../domain/context/index.ts";
import { columnsOf, readAccount, selectAccount } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { tellOfPause } from "../../flows/guesses.ts";
import { prepareAlert, selectAlert, signIn } from "../../flows/sign-in/begin-session.ts";
import { notingFailure } from "../../flows/sign-in/failed.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, email } from "../../http/rules/index.ts";
import { hashPassword, isMatch, type Outcome, verifyPassword } from "../../lib/passwords/registry.ts";
import { where } from "../../lib/sql/index.ts";
import { session, type SessionRow } from "../../models/session.ts";
import { storedPassword } from "../../models/user.ts";
import { users } from "../../storage/schema/index.ts";

export const createEmailPasswordSession = endpoint({
  id: "accountCreateEmailPasswordSession",
  summary: "Signs in with an email and a password.",
  method: "POST",
  path: "/account/sessions/email",
  aliases: [{ method: "POST", path: "/account/sessions" }],
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  authMethod: "email-password",
  guesses: "email",
  input: { email, password: comparedPassword },
  status: 201,
  output: session,
  errors: ["user_auth_method_unsupported", "user_invalid_credentials", "user_blocked"],
  run: ({ email, password }, context) =>
    notingFailure(context, { who: where(users)`${users.email} = ${email}`, address: email }, () =>
      signInWithPassword(context, email, password),
    ),
});

async function signInWithPassword(context: Context, email: string, password: string): Promise<SessionRow> {
  const batch = context.db.batch();
  const who = where(users)`${users.email} = ${email}`;
  const account = batch.add(selectAccount(who));
  const alert = batch.add(selectAlert);
  await batch.run();
  const user = readAccount(account);
  // An unknown email and a user without a password cost a hash too, so that the time reveals neither.
  const outcome = await verifyPassword(password, user === null ? null : storedPassword(user.user));
  if (user === null || !isMatch(outcome)) {
    tellOfPause(context, who);
    throw new AppError("user_invalid_credentials");
  }
  if (!user.user.status) throw new AppError("user_blocked");
  const set = await rehash(context, outcome, password);
  const signedIn = await signIn(context, {
    found: user,
    session: {
      provider: "email",
      providerUid: email,
      factors: ["password"],
      passwordRecovered: user.passwordRecovered,
    },
    // Compares the time of the last change and not the hash, which a concurrent sign-in may have rehashed.
    still: where(users)`${users.passwordUpdate} IS ${user.user.passwordUpdate}`,
    refusal: "user_invalid_credentials",
    ...(set !== null && { set }),
    alert: await prepareAlert(context, user.user, alert),
  });
  return signedIn.session;
}

/** The columns of a rehash, if the stored hash is weaker than the default. A failure to rehash does not fail the sign-in. */
async function rehash({ waitUntil }: Context, outcome: Outcome, password: string) {
  if (outcome !== "match-rehash") return null;
  const work = hashPassword(password).then(columnsOf);
  waitUntil(work);
  return await work.catch(() => null);
}

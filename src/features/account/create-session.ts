import { AppError } from "../../errors/app-error.ts";
import type { Context } from "../../http/context.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";
import { forget, readOrigins, tokenKey } from "../../storage/bodies.ts";
import { integer, orNull, text as textOf } from "../../storage/row.ts";
import { readProvided } from "../identities/store.ts";
import { noteTokenOrigin } from "../logs/store.ts";
import { hasToken, noteWrongTry, selectToken, spendToken } from "../tokens/store.ts";
import { isUser } from "../users/store.ts";
import { sessionOf } from "./oauth2-sign-in.ts";
import { signIn } from "./sign-in.ts";
import { found, selectFound } from "./store.ts";

/** What a token begins that was given for no identity. */
const byToken = { provider: "token", providerUid: "", factors: ["token"] };

export const createSession = endpoint({
  id: "accountCreateSession",
  summary: "Signs in with the secret of a token, once.",
  method: "POST",
  path: "/account/sessions/token",
  aliases: [{ method: "PUT", path: "/account/sessions/token" }],
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  limits: [{ max: 10, window: 3_600, by: ["ip", "userId"], resets: true }],
  input: { userId: uid, secret: text(256) },
  status: 201,
  output: session,
  errors: ["user_invalid_token", "user_blocked"],
  async run({ userId, secret }, context) {
    const who = isUser(userId);
    const [users, [token]] = await context.attempts.batch([selectFound(who), selectToken(context, who, secret)]);
    const user = found(users);
    if (user === null || token === undefined) {
      // For an unknown user too, so that they take as long.
      const [, ended] = await context.db.batch(noteWrongTry(who));
      forget(context, ended);
      throw new AppError("user_invalid_token");
    }
    const seq = integer(token, "seq");
    const identitySeq = orNull(integer, token, "identitySeq");
    const session = identitySeq === null ? byToken : await sessionOf(context, await readProvided(context, identitySeq));
    const signedIn = await signIn(context, {
      found: user,
      session,
      still: hasToken(context, seq),
      refusal: "user_invalid_token",
      spends: (isBegun) => spendToken(seq, isBegun),
    });
    context.waitUntil(tellOrigin(context, textOf(token, "id"), signedIn.logSeq));
    return signedIn.session;
  },
});

/** Adds to the log where the token had been asked for, as far as KV tells, which may then forget it. */
async function tellOrigin(context: Context, tokenId: string, logSeq: number): Promise<void> {
  const key = tokenKey(tokenId);
  const origin = (await readOrigins(context.kv, [key])).get(key);
  if (origin !== undefined) await context.db.batch([noteTokenOrigin(logSeq, origin)]);
  forget(context, [{ key }]);
}

/** Resolves the user of a secret that was sent and is presented with an id. */
import type { Context } from "../domain/context/index.ts";
import { bearerOf, foundToken, type PresentedSecret, type StoredToken } from "../domain/tokens/index.ts";
import { readAccount, type AccountRecord, isUser, selectAccount } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import { type SQL, sql, where } from "../lib/sql/index.ts";
import type { Handle } from "../storage/batch.ts";
import { users } from "../storage/schema/index.ts";

interface Presenter {
  readonly user: AccountRecord;
  readonly token: StoredToken;
}

/** A query for the user of the token, or else for the user of the id: keys get an error for a missing user. */
export const selectPresenter = (presented: PresentedSecret): SQL => {
  const bearer = sql`(SELECT ${users.seq} FROM ${users} WHERE ${bearerOf(presented)})`;
  const named = sql`(SELECT ${users.seq} FROM ${users} WHERE ${isUser(presented.id)})`;
  return selectAccount(where(users)`${users.seq} = coalesce(${bearer}, ${named})`);
};

/**
 * The user and the token that `selectPresenter` and `selectToken` have found. An unknown id is refused like a wrong
 * secret: otherwise the generated ids in answers could be distinguished from ids of users. Keys get the true error.
 * @throws AppError `user_invalid_token`; to keys `user_not_found`
 */
export function toPresenter({ caller }: Context, users: Handle, tokens: Handle): Presenter {
  const [user, token] = [readAccount(users), foundToken(tokens)];
  if (user === null && caller.kind === "key") throw new AppError("user_not_found");
  if (user === null || token === null || token.userSeq !== user.seq) throw new AppError("user_invalid_token");
  return { user, token };
}

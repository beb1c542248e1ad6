/** Whom a secret that was sent stands for, where it is presented together with the user's id. */
import type { Context } from "../domain/context/index.ts";
import { foundToken, type StoredToken } from "../domain/tokens/index.ts";
import { found, type FoundUser } from "../domain/users/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { Handle } from "../storage/batch.ts";

interface Presented {
  readonly user: FoundUser;
  readonly token: StoredToken;
}

/**
 * The user and the token that `selectFound` and `selectToken` have found. A user who is unknown is refused as a wrong secret is:
 * otherwise the ids that answers make up for unknown addresses (api/account/lib/absent-user.ts) could be told from others. Keys are told.
 * @throws AppError `user_invalid_token`; to keys `user_not_found`
 */
export function toPresented({ caller }: Context, users: Handle, tokens: Handle): Presented {
  const [user, token] = [found(users), foundToken(tokens)];
  if (user === null && caller.kind === "key") throw new AppError("user_not_found");
  if (user === null || token === null) throw new AppError("user_invalid_token");
  return { user, token };
}

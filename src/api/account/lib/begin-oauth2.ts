import type { Context } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { type Asked, begin } from "../../../flows/oauth2/begin.ts";
import { failureAt } from "../../../flows/oauth2/ending.ts";

/**
 * Begins a sign-in with a provider. A request from another site with a signed-in browser is refused with an error to
 * the app: it would link a foreign account at the provider to the user.
 * @returns the address that the browser is redirected to
 */
export async function beginOAuth2(context: Context, asked: Asked, isToken: boolean): Promise<string> {
  try {
    return await begin(context, asked, isToken);
  } catch (error) {
    if (!(error instanceof AppError) || error.type !== "general_unknown_origin") throw error;
    return failureAt(context, asked.failure || null, error);
  }
}

import type { Context } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { type Asked, begin } from "../../../flows/oauth2/begin.ts";
import { failureAt } from "../../../flows/oauth2/ending.ts";

/**
 * Begins a sign-in with a provider. Another site that sends a signed-in browser here is a failure that the app is told of: it would
 * link an account at the provider to the user.
 * @returns where the browser goes
 */
export async function beginOAuth2(context: Context, asked: Asked, isToken: boolean): Promise<string> {
  try {
    return await begin(context, asked, isToken);
  } catch (error) {
    if (!(error instanceof AppError) || error.type !== "general_unknown_origin") throw error;
    return failureAt(context, asked.failure || null, error);
  }
}

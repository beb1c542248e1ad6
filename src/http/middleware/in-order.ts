/** Runs the middlewares that only look at the request, one after the other. */
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { AppEnv } from "../app-env.ts";

type Answered = Response | undefined;

/** Reads or checks a request. It may answer it; otherwise the next one follows. @throws AppError to refuse it */
export type Step = (c: HonoContext<AppEnv>) => Answered | Promise<Answered>;

/** The steps as one middleware: Hono makes three promises for each of its own, and most steps need none. */
export function inOrder(...steps: readonly Step[]): MiddlewareHandler<AppEnv> {
  return async function inOrder(c, next) {
    for (const step of steps) {
      const answered = step(c);
      // oxlint-disable-next-line no-await-in-loop -- a step may depend on those before it
      const answer = answered instanceof Promise ? await answered : answered;
      if (answer !== undefined) return answer;
    }
    await next();
    return undefined;
  };
}

/** The only writer of error bodies: JSON for programs, a page for browsers (docs/spec/errors.md#body). */
import type { Context as HonoContext } from "hono";
import { AppError } from "../errors/app-error.ts";
import { Unavailable } from "../errors/unavailable.ts";
import { renderPage } from "../models/page.ts";
import { refusalPage } from "../models/pages/refusals.ts";
import { answer } from "./answer.ts";
import type { AppEnv } from "./app-env.ts";
import { logUnexpected } from "./log-unexpected.ts";
import { pageHeaders, wantsPage } from "./pages.ts";
import { serverVersion } from "./version.ts";

/** Answers an error. An unexpected one is a 500 with a fixed text, and its trace goes to the log. */
export function onError(error: Error, c: HonoContext<AppEnv>): Response {
  if (!(error instanceof AppError)) logUnexpected(error, c.get("requestId"));
  const shown = error instanceof AppError ? error : new AppError("general_unknown");
  const { message, status, type } = shown;
  if (shown instanceof Unavailable) c.get("headers").set({ "retry-after": String(shown.retryAfter) });
  c.set("refusal", type);
  if (wantsPage(c)) {
    // The page tells people what to do; the message is for developers.
    const page = refusalPage(type, `${message} (${type}, request ${c.get("requestId")})`);
    return answer(c, renderPage(page), status, pageHeaders());
  }
  const text = shown instanceof Unavailable ? `${message} (request ${c.get("requestId")})` : message;
  return answer(c, JSON.stringify({ message: text, code: status, type, version: serverVersion }), status, {
    "content-type": "application/json; charset=UTF-8",
    "cache-control": "no-cache, no-store, must-revalidate",
    pragma: "no-cache",
    expires: "0",
  });
}

/** Answers requests that no route matches. */
export const onNotFound = (): never => {
  throw new AppError("general_route_not_found");
};

import * as v from "valibot";
import { failurePath } from "../../flows/oauth2/ending.ts";
import { isErrorType, refusalPage } from "../../models/pages/refusals.ts";
import { pageAt } from "./lib/oauth2-pages.ts";

const reason = v.pipe(v.string(), v.parseJson(), v.object({ type: v.custom(isErrorType) }));

/**
 * Any site can link to this page, so it shows our own text for the error type in the URL, and no text from the URL.
 */
export const oauth2Failure = pageAt("accountOAuth2Failure", failurePath, (error) => {
  const parsed = v.safeParse(reason, error);
  const type = parsed.success && isErrorType(parsed.output.type) ? parsed.output.type : undefined;
  return { ...refusalPage(type, type ?? ""), title: "You could not be signed in" };
});

/**
 * URLs that a mailed link or a provider may lead to: those of apps that may call (docs/spec/requests.md#redirect-urls).
 */
import { fail, ok } from "../../errors/result.ts";
import { isAllowedUrl } from "../hosts.ts";
import type { Rule } from "./rule.ts";

const maxLength = 2_048;

const sentence =
  "Value must be an http or https URL whose host is one of ALLOWED_HOSTS or this service's, or begin with appwrite-callback-<PROJECT_ID>://";

/** A URL of an allowed host, or of the project's app on phones and desktops, without a user name, blanks or control characters; passed on as it came. */
export const redirectUrl: Rule<string> = {
  schema: { type: "string", format: "uri", maxLength },
  parse: (value, deployment = { allowedHosts: [], ownHost: "", allowsLoopback: false, projectId: "" }) =>
    typeof value === "string" &&
    value.length <= maxLength &&
    value.isWellFormed() &&
    !/[\s\p{Cc}]/u.test(value) &&
    isAllowedUrl(value, deployment)
      ? ok(value)
      : fail(sentence),
};

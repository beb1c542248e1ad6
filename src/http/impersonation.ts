/** The user whom a request asks to impersonate (docs/spec/access.md#impersonation). Pure. */
import type { ImpersonationTarget } from "../domain/context/index.ts";

/** The ways to name a user. The first kind that is given counts, and its header takes precedence over its parameter. */
const kinds = [
  { by: "id", header: "X-Appwrite-Impersonate-User-Id", parameter: "impersonateUserId" },
  { by: "email", header: "X-Appwrite-Impersonate-User-Email", parameter: "impersonateEmail" },
  { by: "phone", header: "X-Appwrite-Impersonate-User-Phone", parameter: "impersonatePhone" },
] as const;

const isGiven = (value: unknown): value is string => typeof value === "string" && value !== "";

/**
 * @param headerOf a header of the request, by name
 * @param query the query parameters; names in lower case count too
 * @returns null where no user is named
 */
export function namedTarget(
  headerOf: (name: string) => string | undefined,
  query: Readonly<Record<string, unknown>>,
): ImpersonationTarget | null {
  for (const { by, header, parameter } of kinds) {
    const value = [headerOf(header), query[parameter], query[parameter.toLowerCase()]].find(isGiven);
    if (value !== undefined) return { by, value: by === "email" ? value.toLowerCase() : value };
  }
  return null;
}

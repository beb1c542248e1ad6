/** Whom a request asks to act as (docs/spec/access.md#impersonation). Pure. */
import type { ImpersonationTarget } from "../domain/context/index.ts";

/** What names somebody: the first kind that is given counts, and of that the header. */
const kinds = [
  { by: "id", header: "X-Appwrite-Impersonate-User-Id", parameter: "impersonateUserId" },
  { by: "email", header: "X-Appwrite-Impersonate-User-Email", parameter: "impersonateEmail" },
  { by: "phone", header: "X-Appwrite-Impersonate-User-Phone", parameter: "impersonatePhone" },
] as const;

const isGiven = (value: unknown): value is string => typeof value === "string" && value !== "";

/**
 * @param headerOf a header of the request, by name
 * @param query its parameters: also spelt in lower case
 * @returns null where nobody is named
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

/** Parameters of a key (docs/spec/keys.md#routes). */
import { keyScopes } from "../../../domain/keys/index.ts";
import { fail, ok } from "../../../errors/result.ts";
import { array, orNullBelow, type Rule } from "../../../http/rules/index.ts";
import { parseDatetime } from "../../../lib/queries/index.ts";

/** The most scopes in a request, repeated ones included. */
const scopesMax = 200;

const scope: Rule<string> = {
  schema: { type: "string", enum: keyScopes },
  parse: (value) =>
    typeof value === "string" && keyScopes.includes(value)
      ? ok(value)
      : fail(`Value must be one of (${keyScopes.join(", ")})`),
};

/** SDKs below 1.9.1 send null for no scopes. */
export const scopes = orNullBelow([1, 9, 1], array(scope, scopesMax), []);

/** A date, passed on in milliseconds since the Unix epoch. One in the past makes an expired key. */
export const expire: Rule<number> = {
  schema: { type: "string", format: "date-time" },
  parse(value) {
    const instant = typeof value === "string" ? parseDatetime(value) : null;
    return instant === null ? fail("Value must be a valid date, such as 2027-01-31T00:00:00.000+00:00") : ok(instant);
  },
};

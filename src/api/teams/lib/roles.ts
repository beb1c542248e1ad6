/** The rule for the names of a member's roles (docs/spec/teams.md#routes). */
import { ok } from "../../../errors/result.ts";
import { array, type Rule } from "../../../http/rules/index.ts";

/** Characters of a role. */
const roleMax = 81;

const pattern = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${roleMax - 1}}$`);

const role: Rule<string> = {
  schema: { type: "string", pattern: pattern.source },
  parse: (value) =>
    typeof value === "string" && pattern.test(value)
      ? ok(value)
      : {
          ok: false,
          error: `Roles have at most ${roleMax} chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char`,
        },
};

const list = array(role, 100);

/** At most 100 roles, without duplicates. */
export const roles: Rule<readonly string[]> = {
  schema: list.schema,
  parse(value, deployment) {
    const parsed = list.parse(value, deployment);
    return parsed.ok ? ok([...new Set(parsed.value)]) : parsed;
  },
};

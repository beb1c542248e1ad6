/** Ids: 1 to 36 characters that need no escaping anywhere (docs/spec/validators.md#id). */
import { uniqueId } from "../../lib/crypto/ids.ts";
import { type Rule, stringRule } from "./rule.ts";

const pattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

const sentence =
  "must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char";

/** The id of an existing row. */
export const uid = stringRule({ pattern: pattern.source }, `UID ${sentence}`, (value) => pattern.test(value));

/** The id of a new row, or `unique()` to have the server choose one. */
export const customId: Rule<string> = {
  ...stringRule(
    { pattern: `${pattern.source}|^unique\\(\\)$` },
    `Parameter ${sentence}`,
    (value) => value === uniqueId || pattern.test(value),
  ),
  isNewId: true,
};

import { isNameForm, selectUsage, toUsage, usageRanges } from "../../domain/audit/index.ts";
import { fail, ok } from "../../errors/result.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf, optional, type Rule } from "../../http/rules/index.ts";
import { usageEvent } from "../../models/usage.ts";

/** The full name of an event, with `*` in place of ids. */
const event: Rule<string> = {
  schema: { type: "string" },
  parse: (value) =>
    typeof value === "string" && isNameForm(value)
      ? ok(value)
      : fail("Value must be the full name of an event with * in place of ids, such as users.*.sessions.*.create"),
};

export const getUsage = endpoint({
  id: "activitiesGetUsage",
  summary: "Counts the occurrences of an event per hour or per day. Failed sign-ins are users.*.sessions.fail.",
  method: "GET",
  path: "/activities/usage",
  scopes: ["events.read"],
  input: { event, range: optional(oneOf(usageRanges), "30d") },
  status: 200,
  output: usageEvent,
  errors: [],
  async run({ event, range }, { db, now }) {
    const { rows } = await db.run(selectUsage([event], range, now));
    return { event, range, ...toUsage(rows, event, range, now) };
  },
});

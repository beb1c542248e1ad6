import { exportUsers as run } from "../../domain/exports/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, optional, range } from "../../http/rules/index.ts";
import { userLines } from "../../models/exported-user.ts";

/** The most users of one answer. */
const limitMax = 1_000;

/** The largest accepted sequence number. */
const seqMax = 2_147_483_647;

export const exportUsers = endpoint({
  id: "usersExport",
  summary:
    "Exports users as lines of JSON that POST /users/import takes, at most 1,000 and about a megabyte: the last line has " +
    "the cursor of the next request.",
  method: "GET",
  path: "/users/export",
  scopes: ["users.read"],
  // Password hashes of all users are for servers only.
  guards: true,
  input: {
    after: optional(range(0, seqMax), 0),
    limit: optional(range(1, limitMax), limitMax),
    hashes: optional(looseBoolean, true),
    memberships: optional(looseBoolean, false),
  },
  status: 200,
  output: userLines,
  errors: [],
  run: (asked, context) => run(context, asked),
});

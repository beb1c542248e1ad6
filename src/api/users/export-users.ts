import { exportUsers as run } from "../../domain/exports/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, optional, range } from "../../http/rules/index.ts";
import { userLines } from "../../models/exported-user.ts";

/** Users of one answer. */
const limitMax = 1_000;

/** The largest number that is asked for. */
const seqMax = 2_147_483_647;

export const exportUsers = endpoint({
  id: "usersExport",
  summary:
    "Exports users as lines of JSON that POST /users/import takes, at most 1,000 and about a megabyte: the last line says " +
    "where to go on.",
  method: "GET",
  path: "/users/export",
  scopes: ["users.read"],
  // A whole table of hashes is for servers.
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

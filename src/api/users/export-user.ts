import { exportUser as run } from "../../domain/exports/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range, uid } from "../../http/rules/index.ts";
import { personalData } from "../../models/personal-data.ts";

/** The most rows of the log in one answer; the default gives about 500 kB. */
const limitMax = 5_000;

/** The largest accepted sequence number. */
const seqMax = 2_147_483_647;

export const exportUser = endpoint({
  id: "usersExportUser",
  summary:
    "Exports everything about a user as one document, for access requests: without hashes, secrets, contents of messages " +
    "and other people's data.",
  method: "GET",
  path: "/users/{userId}/export",
  scopes: ["users.read"],
  guards: true,
  input: { userId: uid, after: optional(range(0, seqMax), 0), limit: optional(range(1, limitMax), 1_000) },
  status: 200,
  output: personalData,
  errors: ["user_not_found"],
  run: ({ userId, ...part }, context) => run(context, userId, part),
});

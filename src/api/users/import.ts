/** Imports a chunk of users (docs/spec/import.md). */
import { importUsers } from "../../domain/imports/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, optional, range, uid } from "../../http/rules/index.ts";
import { importReport } from "../../models/import.ts";
import { importRows } from "./lib/import-rows.ts";

export const importMany = endpoint({
  id: "usersImport",
  summary:
    "Imports up to 1,000 users with their passwords in one transaction, or with `update` changes those who exist. The answer " +
    "lists the rows that were not created, and why. Sent again, it creates nothing twice.",
  method: "POST",
  path: "/users/import",
  scopes: ["users.write"],
  rows: { parameter: "rows", maxBytes: 1024 * 1024 },
  input: {
    importId: optional(uid),
    first: optional(range(1, 2_147_483_647), 1),
    dryRun: optional(looseBoolean, false),
    emailsUnproven: optional(looseBoolean, false),
    replaceUnproven: optional(looseBoolean, false),
    update: optional(looseBoolean, false),
    rows: importRows,
  },
  status: 200,
  output: importReport,
  errors: [],
  run({ first, rows, ...options }, context) {
    if (options.importId === null && !options.dryRun) {
      throw new AppError(
        "general_argument_invalid",
        "Invalid `importId` param: Name the import with an id that all of its requests share. Only a dry run needs none.",
      );
    }
    const numbered = rows.map(({ row, user }, index) => ({ row: row ?? first + index, user }));
    return importUsers(context, numbered, options);
  },
});

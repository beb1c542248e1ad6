/** Imports: many users in one batch. */
export { importUsers } from "./import-users.ts";
export type { ImportedIdentity, ImportedMembership, ImportedTarget, ImportedUser, RowRefusal } from "./row.ts";

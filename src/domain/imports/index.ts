/** Imports: many users in one batch. */
export { importUsers } from "./import-users.ts";
export type {
  ImportedIdentity,
  ImportedMembership,
  ImportedTarget,
  ImportedUser,
  ImportOptions,
  ImportRow,
  RowRefusal,
} from "./row.ts";

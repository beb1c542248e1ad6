/** Exports: users as rows of an import, and everything about one. */
export { exportUser } from "./person.ts";
export { exportUsers } from "./users.ts";

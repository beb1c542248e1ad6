/** Exports: users as rows of an import, and everything about one. */
export { exportUsers } from "./users.ts";

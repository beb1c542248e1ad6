/** Statements: SQL with its values, and the tables that it is about. */
export { build, insertFrom } from "./build.ts";
export { columnName, type NameOf } from "./names.ts";
export { prepare, slot } from "./prepare.ts";
export { SQL, sql, type Expression, type Statement } from "./sql.ts";
export { and, eq, gt, inArray, isNull, lte, ne, not, or, type Where, where } from "./where.ts";

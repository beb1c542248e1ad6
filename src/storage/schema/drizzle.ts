/** The functions that describe tables, each from its own file: the package index brings its query builders into the Worker. */
export { sql } from "drizzle-orm/sql/sql";
export { integer } from "drizzle-orm/sqlite-core/columns/integer";
export { text } from "drizzle-orm/sqlite-core/columns/text";
export { index, uniqueIndex } from "drizzle-orm/sqlite-core/indexes";
export { primaryKey } from "drizzle-orm/sqlite-core/primary-keys";
export { sqliteTable } from "drizzle-orm/sqlite-core/table";

/** D1 through Drizzle. Whatever is read or written goes out as one batch: one round trip, all of it or nothing. */
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import * as schema from "./schema/index.ts";

export type Database = DrizzleD1Database<typeof schema>;

/** One statement of a batch. */
export type Statement = BatchItem<"sqlite">;

/** The database behind a binding. Sends nothing by itself. */
export const openDatabase = (binding: D1Database): Database => drizzle(binding, { schema, casing: "snake_case" });

/** Reads the project's settings. */
import { sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import { integer } from "../../storage/row.ts";
import { settings } from "../../storage/schema/index.ts";

/** When the project was made and last changed, in milliseconds since the Unix epoch. */
export async function getSettings({ db }: Context): Promise<{ createdAt: number; updatedAt: number }> {
  const [[row]] = await db.batch([
    sql`SELECT ${settings.createdAt} AS "createdAt", ${settings.updatedAt} AS "updatedAt" FROM ${settings}`,
  ]);
  if (row === undefined)
    throw new Error("The table settings has lost its row. Apply the migrations to a new database.");
  return { createdAt: integer(row, "createdAt"), updatedAt: integer(row, "updatedAt") };
}

/** What statements have in common when a batch sends them. */
import { type SQL, sql, type Statement } from "../lib/sql/index.ts";

/** Whether a statement writes nothing: it begins with SELECT. One that does not may write, for all that is known of it. */
export const isRead = ({ text }: Statement): boolean => text.startsWith("SELECT ") || /^\s*select\b/i.test(text);

/** Whether the statement before has changed a row. Each of a chain that goes by it has to change one itself. */
export const isChanged: SQL = sql`changes() > 0`;

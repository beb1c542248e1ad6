/** The shared form of statements when a batch sends them. */
import { type SQL, sql, type Statement } from "../lib/sql/index.ts";

/** Whether a statement certainly writes nothing: it begins with SELECT. Any other may write. */
export const isRead = ({ text }: Statement): boolean => text.startsWith("SELECT ") || /^\s*select\b/i.test(text);

/**
 * Whether the previous statement has changed a row. Each statement of a chain with this condition has to change one
 * itself.
 */
export const isChanged: SQL = sql`changes() > 0`;

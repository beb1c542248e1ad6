/** Reads messages: what the service has sent, and what became of it. Their content is not read. */
import { sql } from "drizzle-orm";
import { AppError } from "../../errors/app-error.ts";
import type { ListPlan } from "../../lib/queries/index.ts";
import type { MessageRow } from "../../models/message.ts";
import type { Page } from "../../models/model.ts";
import { render } from "../../storage/db.ts";
import { integer, orNull, type Row, text } from "../../storage/row.ts";
import { messages, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { readPage } from "../lists/index.ts";

/** The id of whoever gets a message. */
export const userId = sql`(SELECT ${users.id} FROM ${users} WHERE ${users.seq} = ${messages.userSeq})`;

const columns = render(
  sql`${messages.id} AS "id", ${messages.createdAt} AS "createdAt", ${messages.updatedAt} AS "updatedAt",
    ${messages.type} AS "type", ${userId} AS "userId", ${messages.deliveredAt} AS "deliveredAt",
    ${messages.error} AS "error", ${messages.template} AS "template", ${messages.status} AS "status"`,
);

const toMessageRow = (row: Row): MessageRow => ({
  id: text(row, "id"),
  createdAt: integer(row, "createdAt"),
  updatedAt: integer(row, "updatedAt"),
  type: text(row, "type"),
  userId: text(row, "userId"),
  deliveredAt: orNull(integer, row, "deliveredAt"),
  error: orNull(text, row, "error"),
  template: text(row, "template"),
  status: text(row, "status"),
});

/** @throws AppError `message_not_found` */
export async function getMessage({ db }: Context, messageId: string): Promise<MessageRow> {
  const { row } = await db.run(sql`SELECT ${columns} FROM ${messages}
      WHERE lower(${messages.id}) = ${messageId.toLowerCase()} AND ${messages.id} = ${messageId}`);
  if (row === undefined) throw new AppError("message_not_found");
  return toMessageRow(row);
}

/**
 * Reads a page of messages and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listMessages = ({ db }: Context, plan: ListPlan): Promise<Page<MessageRow>> =>
  readPage(db, plan, { table: messages, sequence: messages.seq, columns, toItem: toMessageRow });

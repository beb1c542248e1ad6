/** Reads messages and their status. Their content is not read. */
import { AppError } from "../../errors/app-error.ts";
import type { ListPlan } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import type { MessageRow } from "../../models/message.ts";
import type { Page } from "../../models/model.ts";
import { integer, orNull, reader, text } from "../../storage/reader.ts";
import { messages, users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { readPage } from "../lists/index.ts";

/** The id of a message's recipient. */
export const userId = sql`(SELECT ${users.id} FROM ${users} WHERE ${users.seq} = ${messages.userSeq})`;

/** Reads messages without their content. */
export const message = reader({
  id: text(messages.id),
  createdAt: integer(messages.createdAt),
  updatedAt: integer(messages.updatedAt),
  type: text(messages.type),
  userId: orNull(text(userId)),
  deliveredAt: integer(messages.deliveredAt),
  error: text(messages.error),
  template: text(messages.template),
  status: text(messages.status),
});

/** @throws AppError `message_not_found` */
export async function getMessage({ db }: Context, messageId: string): Promise<MessageRow> {
  const { row } = await db.run(
    sql`SELECT ${message.columns} FROM ${messages}
      WHERE lower(${messages.id}) = ${messageId.toLowerCase()} AND ${messages.id} = ${messageId}`,
  );
  if (row === undefined) throw new AppError("message_not_found");
  return message.read(row);
}

/**
 * Reads a page of messages and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listMessages = ({ db }: Context, plan: ListPlan): Promise<Page<MessageRow>> =>
  readPage(db, plan, { table: messages, sequence: messages.seq, columns: message.columns, toItem: message.read });

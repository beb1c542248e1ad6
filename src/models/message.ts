/** A message and its status, without its content and its address. */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface MessageRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The channel: `email` or `sms`. */
  readonly type: string;
  /** null: no user has the address. */
  readonly userId: string | null;
  /** null: it is not sent. */
  readonly deliveredAt: number | null;
  /** Why the last try failed; null: no try has failed, or the message is sent. */
  readonly error: string | null;
  /** The name of the service's text. */
  readonly template: string;
  /** `processing`, `sent` or `failed`. */
  readonly status: string;
}

const { date, integer, object, string, strings } = fieldsOf<MessageRow>();

export const message = defineModel<MessageRow>("message", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  providerType: string((row) => row.type),
  topics: strings(() => []),
  users: strings((row) => (row.userId === null ? [] : [row.userId])),
  targets: strings(() => []),
  scheduledAt: date(() => null),
  deliveredAt: date((row) => row.deliveredAt),
  deliveryErrors: strings((row) => (row.error === null ? [] : [row.error])),
  deliveredTotal: integer((row) => Number(row.deliveredAt !== null)),
  data: object((row) => ({ template: row.template })),
  status: string((row) => row.status),
});

export const messageList = listOf("messageList", "messages", message);

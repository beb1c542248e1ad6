/** A webhook, and the state of its deliveries (docs/spec/events.md#webhooks). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface WebhookRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly authUsername: string;
  /** "" except in the response to a creation or a rotation. */
  readonly secret: string;
  readonly enabled: boolean;
  /** The last failure; "": none. */
  readonly error: string;
  /** Failures in a row. */
  readonly attempts: number;
}

const { boolean, date, integer, string, strings } = fieldsOf<WebhookRow>();

export const webhook = defineModel<WebhookRow>("webhook", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name),
  url: string((row) => row.url),
  events: strings((row) => row.events),
  tls: boolean(() => true),
  authUsername: string((row) => row.authUsername),
  // The password is write-only.
  authPassword: string(() => ""),
  secret: string((row) => row.secret),
  enabled: boolean((row) => row.enabled),
  logs: string((row) => row.error),
  attempts: integer((row) => row.attempts),
});

export const webhookList = listOf("webhookList", "webhooks", webhook);

/** The state of a webhook's deliveries. */
export interface DeliveriesRow {
  readonly enabled: boolean;
  /** Events of the log that are still to be read. */
  readonly lag: number;
  /** Events that wait for a retry. */
  readonly pending: number;
  readonly dropped: number;
  readonly attempts: number;
  readonly error: string;
  /** The last event that was read. */
  readonly cursor: number;
  /** Milliseconds since the Unix epoch; null: nothing waits. */
  readonly nextAt: number | null;
  readonly failingSince: number | null;
}

const delivery = fieldsOf<DeliveriesRow>();

export const webhookDeliveries = defineModel<DeliveriesRow>("webhookDeliveries", {
  enabled: delivery.boolean((row) => row.enabled),
  lag: delivery.integer((row) => row.lag),
  pending: delivery.integer((row) => row.pending),
  dropped: delivery.integer((row) => row.dropped),
  attempts: delivery.integer((row) => row.attempts),
  error: delivery.string((row) => row.error),
  cursor: delivery.string((row) => String(row.cursor)),
  nextAttemptAt: delivery.date((row) => row.nextAt),
  failingSince: delivery.date((row) => row.failingSince),
});

/** The outcome of a test. @param error "": the endpoint took it */
const test = fieldsOf<{ readonly error: string }>();

export const webhookTest = defineModel<{ readonly error: string }>("webhookTest", {
  delivered: test.boolean((row) => row.error === ""),
  error: test.string((row) => row.error),
});

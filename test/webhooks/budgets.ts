/**
 * The cost of deliveries, apart from the request that causes the event: test/webhooks/costs.test.ts tests it, docs/prices.md
 * shows it.
 */
import type { Budget } from "../harness/cases/case.ts";

/** The cost of a run. */
interface DeliveryBudget extends Budget {
  readonly webhooks: number;
  /** Events that the run delivers to each webhook. */
  readonly events: number;
}

/** By the kind of delivery. */
export const deliveryBudgets: Readonly<Record<string, DeliveryBudget>> = {
  "no webhook, once a minute in each isolate": {
    webhooks: 0,
    events: 1,
    statements: [2],
    rowsRead: 4,
    rowsWritten: 0,
  },
  "one event to one webhook": { webhooks: 1, events: 1, statements: [2, 2, 1, 1], rowsRead: 15, rowsWritten: 2 },
  "one event to ten webhooks": {
    webhooks: 10,
    events: 1,
    statements: [2, ...Array.from({ length: 10 }, () => [2, 1, 1]).flat()],
    rowsRead: 132,
    rowsWritten: 20,
  },
  "100 events to one webhook": { webhooks: 1, events: 100, statements: [2, 2, 1, 1], rowsRead: 609, rowsWritten: 2 },
  "one event that a webhook has no pattern for": {
    webhooks: 1,
    events: 0,
    statements: [2, 2, 1],
    rowsRead: 11,
    rowsWritten: 2,
  },
};

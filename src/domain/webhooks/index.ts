/** Webhooks: the receivers of events, and their cursors. */
export {
  firstDue,
  findTaken,
  openCredentials,
  type Credentials,
  type Outcome,
  type Pending,
  settleWebhook,
  type Taken,
  takeWebhooks,
} from "./delivery.ts";
export { type DueEvent, readEvents, subjectOf } from "./events.ts";
export { mayHaveWebhooks, noteNoWebhooks } from "./presence.ts";
export { type ReplayFrom, replayWebhook } from "./replay.ts";
export { webhooksResource } from "./resource.ts";
export {
  deleteWebhook,
  getDeliveries,
  getWebhook,
  insertWebhook,
  listWebhooks,
  rotateSecret,
  updateWebhook,
} from "./store.ts";

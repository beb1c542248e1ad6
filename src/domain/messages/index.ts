/** Messages to users: pending, sent and failed. */
export { cancelMessages } from "./cancel.ts";
export { leaseEnd, terminal, reportFailure, settle, type Tried } from "./outcome.ts";
export { getMessage, listMessages, message } from "./read.ts";
export { messagesResource } from "./resource.ts";
export {
  findTransport,
  type MessageType,
  type PendingMessage,
  prepareMessage,
  selectTransport,
  transportOf,
} from "./store.ts";

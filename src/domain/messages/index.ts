/** Messages to users: pending, sent and failed. */
export { leaseEnd, over, reportFailure, settle, type Tried } from "./outcome.ts";
export { getMessage, listMessages } from "./read.ts";
export { messagesResource } from "./resource.ts";
export { findTransport, type Letter, type MessageType, selectTransport, transportOf, writeLetter } from "./store.ts";

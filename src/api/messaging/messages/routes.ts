/** /v1/messaging/messages: the messages that the service has sent. Sending custom messages is out of scope. */
import { get } from "./get-message.ts";
import { list } from "./list-messages.ts";

export const messageEndpoints = [list, get];

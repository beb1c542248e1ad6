/** /v1/messaging/messages: what the service has sent; sending messages of one's own stays out of this project. */
import { get } from "./get-message.ts";
import { list } from "./list-messages.ts";

export const messageEndpoints = [list, get];

import { getMessage } from "../../../domain/messages/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";
import { message } from "../../../models/message.ts";

export const get = endpoint({
  id: "messagingGetMessage",
  summary: "Gets the status of a message, without its content and address.",
  method: "GET",
  path: "/messaging/messages/{messageId}",
  scopes: ["messages.read"],
  input: { messageId: uid },
  status: 200,
  output: message,
  errors: ["message_not_found"],
  run: ({ messageId }, context) => getMessage(context, messageId),
});

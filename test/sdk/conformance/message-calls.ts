/** Calls of every method of `messaging` about sent messages, on a database with one message, with their results and refusals. */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Named, Sdk } from "../harness/sdks.ts";
import { aDate } from "./expected.ts";

/** The recipient of the one message. */
export const receiver = { userId: "reader", email: "reader@psg.fr" } as const;

/** A call that succeeds, with its whole result, or one that is refused; the id is that of the one message. */
export type MessageCall = {
  readonly method: string;
  readonly does: string;
  readonly parameters: (messageId: string) => Named;
  /** The first version that can make the call; older ones have the method without a parameter. */
  readonly since?: Sdk["version"];
} & ({ readonly gives: (messageId: string) => unknown } | { readonly refuses: Refusal });

/** The shown message, with neither its code nor its address. */
const shown = (messageId: string) => ({
  $id: messageId,
  $createdAt: aDate,
  $updatedAt: aDate,
  providerType: "email",
  topics: [],
  users: [receiver.userId],
  targets: [],
  scheduledAt: "",
  deliveredAt: aDate,
  deliveryErrors: [],
  deliveredTotal: 1,
  data: { template: "email-otp" },
  status: "sent",
});

const queryFor = (attribute: string, value: string) =>
  `{"method":"equal","attribute":"${attribute}","values":["${value}"]}`;

export const messageCalls: readonly MessageCall[] = [
  {
    method: "listMessages",
    does: "gives the sent message",
    parameters: () => ({}),
    gives: (messageId) => ({ total: 1, messages: [shown(messageId)] }),
  },
  {
    method: "listMessages",
    does: "takes queries",
    parameters: () => ({ queries: [queryFor("status", "failed")] }),
    gives: () => ({ total: 0, messages: [] }),
  },
  {
    method: "listMessages",
    does: "omits the total on request",
    since: 27,
    parameters: () => ({ queries: [queryFor("users", receiver.userId)], total: false }),
    gives: (messageId) => ({ total: 0, messages: [shown(messageId)] }),
  },
  {
    method: "listMessages",
    does: "refuses an attribute that is not listed",
    parameters: () => ({ queries: [queryFor("content", "x")] }),
    refuses: invalid("queries"),
  },
  {
    method: "listMessages",
    does: "refuses a search",
    parameters: () => ({ search: "otp" }),
    refuses: { code: 400, type: "general_query_invalid" },
  },
  {
    method: "getMessage",
    does: "gives one",
    parameters: (messageId) => ({ messageId }),
    gives: shown,
  },
  {
    method: "getMessage",
    does: "refuses an absent one",
    parameters: () => ({ messageId: "absent" }),
    refuses: { code: 404, type: "message_not_found" },
  },
];

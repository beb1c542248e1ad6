/**
 * Every method of `messaging` about what the service has sent, called on a database that has one message: what it gives and
 * what it refuses.
 */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Named, Sdk } from "../harness/sdks.ts";
import { aDate } from "./expected.ts";

/** The receiver of the one message. */
export const receiver = { userId: "reader", email: "reader@psg.fr" } as const;

/** A call that succeeds, with the whole result, or one that is refused; the id is that of the one message. */
export type MessageCall = {
  readonly method: string;
  readonly does: string;
  readonly parameters: (messageId: string) => Named;
  /** The first version that can make the call, where older ones have the method without a parameter. */
  readonly since?: Sdk["version"];
} & ({ readonly gives: (messageId: string) => unknown } | { readonly refuses: Refusal });

/** The message as it is shown: neither the code in it nor the address it went to. */
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
    does: "gives what was sent",
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
    does: "leaves the total out when asked to",
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

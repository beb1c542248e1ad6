/** Pending deliveries: events to webhooks, and messages to users. */
import * as v from "valibot";
import { query } from "../api.ts";
import type { View } from "../page.ts";
import { Badge, type Tone } from "../parts/badge.tsx";
import { Table } from "../parts/table.tsx";

/** Webhooks to read, at most: each takes a request to the API. */
const webhooksMax = 5;
/** Messages to read, at most: counting all would read those of a month. */
const messagesMax = 25;

const webhookList = v.object({ webhooks: v.array(v.object({ $id: v.string(), name: v.string() })) });
const deliveryState = v.object({
  enabled: v.boolean(),
  lag: v.number(),
  pending: v.number(),
  error: v.string(),
});
const messageList = v.object({ messages: v.array(v.object({ status: v.string() })) });

export interface Delivery {
  readonly name: string;
  readonly state: Tone;
  /** A word for the state. */
  readonly word: string;
  readonly detail: string;
}

const plural = (n: number, one: string): string => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;

async function readWebhooks({ api, can }: View): Promise<readonly Delivery[]> {
  if (!can("webhooks.read")) return [];
  const queries = [query("limit", undefined, webhooksMax)];
  const { webhooks } = await api.read("/webhooks", webhookList, { queries, total: "false" });
  return Promise.all(
    webhooks.map(async ({ $id, name }): Promise<Delivery> => {
      const path = `/webhooks/${encodeURIComponent($id)}/deliveries`;
      const { enabled, error, lag, pending } = await api.read(path, deliveryState);
      const [state, word] = !enabled
        ? (["bad", "disabled"] as const)
        : error === ""
          ? (["good", "works"] as const)
          : (["warn", "failing"] as const);
      const detail = [`${plural(lag, "event")} behind`, pending > 0 ? `${pending} to try again` : "", error];
      return { name: `Webhook ${name}`, state, word, detail: detail.filter(Boolean).join("; ") };
    }),
  );
}

async function readMessages({ api, can }: View): Promise<readonly Delivery[]> {
  if (!can("messages.read")) return [];
  const queries = [query("orderDesc", "$sequence"), query("limit", undefined, messagesMax)];
  const { messages } = await api.read("/messaging/messages", messageList, { queries, total: "false" });
  const count = (status: string) => messages.filter((message) => message.status === status).length;
  const [waiting, failed] = [count("processing"), count("failed")];
  if (messages.length === 0) {
    return [{ name: "Messages", state: "plain", word: "none", detail: "Nothing was sent in 30 days" }];
  }
  const [state, word] =
    failed > 0
      ? (["warn", "failing"] as const)
      : waiting > 0
        ? (["warn", "waiting"] as const)
        : (["good", "works"] as const);
  const detail = `of the last ${messages.length}: ${count("sent")} sent, ${waiting} waiting, ${failed} failed`;
  return [{ name: "Messages", state, word, detail }];
}

/** Webhooks and messages, as far as the operator's key may see them. */
export const readDeliveries = async (view: View): Promise<readonly Delivery[]> =>
  (await Promise.all([readWebhooks(view), readMessages(view)])).flat();

export const Deliveries = ({ rows }: { rows: readonly Delivery[] }) => (
  <section class="card">
    <h2>Deliveries</h2>
    <Table
      caption="Deliveries"
      rows={rows}
      columns={[
        { name: "What", cell: ({ name }) => name },
        { name: "State", cell: ({ state, word }) => <Badge tone={state}>{word}</Badge> },
        { name: "Detail", cell: ({ detail }) => detail },
      ]}
    />
  </section>
);

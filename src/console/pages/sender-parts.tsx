/** Common parts of the pages of messaging providers: shapes, addresses and fields. */
import * as v from "valibot";
import type { MessagingProvider } from "../../lib/delivery/provider.ts";
import { findMessagingProvider } from "../../lib/delivery/providers/index.ts";
import { PageRefusal } from "../api.ts";
import { pathTo } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import type { Field } from "../parts/form.tsx";
import { needsOf } from "./sender-fields.ts";

export const listPath = "/senders";
export const senderPath = "/senders/:providerId";
export const above = [["Senders", pathTo(listPath)]] as const;

export const shape = v.object({
  $id: v.string(),
  name: v.string(),
  provider: v.string(),
  enabled: v.boolean(),
  type: v.string(),
  options: v.record(v.string(), v.unknown()),
});
export type Sender = v.InferOutput<typeof shape>;

export const types: Readonly<Record<string, string>> = { email: "emails", sms: "text messages", push: "push messages" };
export const typeOf = (type: string): string => types[type] ?? type;

export const pageOfSender = (providerId: string): string => pathTo(senderPath, { providerId });

/** @throws PageRefusal for an unknown name */
export function kindOf(name: string): MessagingProvider {
  const kind = findMessagingProvider(name);
  if (kind === undefined)
    throw new PageRefusal({ status: 404, type: "", message: "There is no provider of that kind." });
  return kind;
}

export const State = ({ of: { enabled } }: { of: Sender }) =>
  enabled ? <Badge tone="good">enabled</Badge> : <Badge>disabled</Badge>;

export const shared = (sender?: Sender): readonly Field[] => [
  { name: "name", label: "Name", required: true, value: sender?.name ?? "" },
];

export const enabledField = (kind: MessagingProvider, checked: boolean): Field => ({
  name: "enabled",
  label: "Enabled",
  type: "checkbox",
  checked,
  hint: `It needs: ${needsOf(kind)}.`,
});

/** A notice for a service whose settings are stored but which sends nothing here. */
export const Kept = ({ kind }: { kind: MessagingProvider }) =>
  kind.adapter === null ? (
    <p class="notice warn">The settings are kept, but nothing is sent through {kind.name}.</p>
  ) : null;

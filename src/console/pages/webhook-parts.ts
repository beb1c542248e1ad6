/** Shared parts of the pages of webhooks: addresses, shapes and the fields of their form. */
import * as v from "valibot";
import { type Form, pathTo, type View } from "../page.ts";
import type { Field } from "../parts/form.tsx";
import { listOf } from "../form.ts";

export const listPath = "/webhooks";
export const webhookPath = "/webhooks/:webhookId";

export const above = [["Webhooks", pathTo(listPath)]] as const;

/** The path of the view's webhook in the API. */
export const webhookCall = (view: View, rest = ""): string =>
  `/webhooks/${encodeURIComponent(view.param("webhookId"))}${rest}`;

/** The address of a webhook's page. */
export const pageOfWebhook = (webhookId: string): string => pathTo(webhookPath, { webhookId });

const date = v.string();

export const webhook = v.object({
  $id: v.string(),
  $createdAt: date,
  name: v.string(),
  url: v.string(),
  events: v.array(v.string()),
  authUsername: v.string(),
  enabled: v.boolean(),
  logs: v.string(),
  attempts: v.number(),
});

export type Webhook = v.InferOutput<typeof webhook>;

export const webhookList = v.object({ total: v.number(), webhooks: v.array(webhook) });

/** A webhook in the response to a creation or a rotation. */
export const withSecret = v.object({ $id: v.string(), name: v.string(), secret: v.string() });

export const deliveries = v.object({
  lag: v.number(),
  pending: v.number(),
  dropped: v.number(),
  nextAttemptAt: date,
  failingSince: date,
});

export type Deliveries = v.InferOutput<typeof deliveries>;

/** @param of undefined: a new webhook */
export const fieldsOf = (of?: Webhook): readonly Field[] => [
  { name: "name", label: "Name", required: true, value: of?.name ?? "" },
  { name: "url", label: "URL", type: "url", required: true, value: of?.url ?? "", hint: "https, of a public host." },
  {
    name: "events",
    label: "Events",
    type: "textarea",
    required: true,
    value: of?.events.join("\n") ?? "users.*.create\nusers.*.update\nusers.*.delete",
    hint: "One on each line. An asterisk stands for an id: users.*.create, users.*.sessions.*; alone, for all events.",
  },
  { name: "enabled", label: "Enabled", type: "checkbox", checked: of?.enabled ?? true },
  {
    name: "authUsername",
    label: "User name",
    value: of?.authUsername ?? "",
    hint: "For endpoints that ask for one (HTTP Basic).",
  },
  { name: "authPassword", label: "Password", type: "password", autocomplete: "new-password" },
];

/** The request body for a form. */
export const bodyOf = (form: Form): object => ({
  name: form.get("name").trim(),
  url: form.get("url").trim(),
  events: listOf(form.get("events")),
  enabled: form.has("enabled"),
  authUsername: form.get("authUsername"),
  authPassword: form.get("authPassword"),
});

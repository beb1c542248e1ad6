/** The list of webhooks with their state, and the page that creates one. */
import { query } from "../api.ts";
import { page, pathTo, type Section } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { FreshId } from "../parts/fresh-id.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { createWebhook, newPath } from "./webhook-actions.tsx";
import { above, fieldsOf, listPath, pageOfWebhook, type Webhook, webhookList } from "./webhook-parts.ts";

export function WebhookState({ of: { attempts, enabled } }: { of: Pick<Webhook, "attempts" | "enabled"> }) {
  if (!enabled) return <Badge tone={attempts > 0 ? "bad" : "plain"}>disabled</Badge>;
  return attempts > 0 ? <Badge tone="warn">failing</Badge> : <Badge tone="good">enabled</Badge>;
}

const webhooksPage = page({
  path: listPath,
  scopes: ["webhooks.read"],
  nav: "Webhooks",
  async show({ api, can, query: address, url }) {
    const { total, webhooks } = await api.read("/webhooks", webhookList, {
      queries: [query("orderDesc", "$sequence"), ...pageQueries(address)],
    });
    const { rows, ...around } = pageOf(url, webhooks);
    const body = (
      <>
        <div class="top">
          <h1>Webhooks</h1>
          {can("webhooks.write") ? (
            <div class="end">
              <a class="button primary" href={pathTo(newPath)}>
                New webhook
              </a>
            </div>
          ) : null}
        </div>
        {rows.length === 0 ? (
          <Empty title="There are no webhooks.">
            A webhook tells a server of yours what happens to users.{" "}
            {can("webhooks.write") ? <a href={pathTo(newPath)}>Create one</a> : null}
          </Empty>
        ) : (
          <div id="results">
            <p class="faint" role="status">
              {total} {total === 1 ? "webhook" : "webhooks"}
            </p>
            <Webhooks rows={rows} />
            <Pager {...around} />
          </div>
        )}
      </>
    );
    return { title: "Webhooks", body };
  },
});

const Webhooks = ({ rows }: { rows: readonly Webhook[] }) => (
  <Table
    caption="Webhooks"
    rows={rows}
    columns={[
      { name: "Name", cell: ({ $id, name }) => <a href={pageOfWebhook($id)}>{name}</a> },
      { name: "State", cell: (webhook) => <WebhookState of={webhook} /> },
      { name: "URL", cell: ({ url }) => url },
      { name: "Last failure", cell: ({ logs }) => logs, wide: true },
      {
        name: "Events",
        cell: ({ events: [first, ...others] }) => (
          <>
            <code>{first}</code> {others.length > 0 ? `and ${others.length} more` : ""}
          </>
        ),
        wide: true,
      },
    ]}
  />
);

const newWebhookPage = page({
  path: newPath,
  scopes: ["webhooks.write"],
  show: (view) =>
    Promise.resolve({
      title: "New webhook",
      above,
      body: (
        <section class="card narrow">
          <h1>New webhook</h1>
          <p class="faint">It receives events from now on. Its secret is shown once, when it is created.</p>
          <ActionForm
            view={view}
            action={createWebhook}
            fields={[...fieldsOf(), { name: "webhookId", label: "Id", hint: "Empty: a random id." }]}
            submit="Create the webhook"
            tone="primary"
          >
            <FreshId view={view} />
          </ActionForm>
        </section>
      ),
    }),
});

export const webhooksSection: Section = { pages: [webhooksPage, newWebhookPage], actions: [createWebhook] };

/** A webhook: its deliveries, its events, and its actions. */
import { page, type Section, type View } from "../page.ts";
import { confirm } from "../parts/confirm.tsx";
import { Copy } from "../parts/copy.tsx";
import { ActionForm, type Field } from "../parts/form.tsx";
import { When } from "../parts/time.tsx";
import * as does from "./webhook-actions.tsx";
import {
  above,
  deliveries,
  type Deliveries,
  fieldsOf,
  pageOfWebhook,
  type Webhook,
  webhook as webhookShape,
  webhookCall,
  webhookPath,
} from "./webhook-parts.ts";
import { WebhookState } from "./webhooks.tsx";

/** Why deliveries fail or have stopped; null: they work. */
function reasonOf({ attempts, enabled, logs }: Webhook): string | null {
  if (enabled) return attempts === 0 ? null : `Its endpoint fails, ${attempts} times in a row by now: ${logs}`;
  return attempts === 0
    ? "An operator has disabled it. Events wait until it is enabled again."
    : `It was disabled because its endpoint failed ${attempts} times in a row: ${logs} Events wait until it is enabled again.`;
}

const events = (count: number): string => (count === 1 ? "1 event" : `${count.toLocaleString("en")} events`);

const Status = ({ of, webhook }: { of: Deliveries; webhook: Webhook }) => {
  const reason = reasonOf(webhook);
  return (
    <section class="card" id="deliveries">
      <h2>Deliveries</h2>
      {reason === null ? null : <p class={webhook.enabled ? "notice warn" : "notice bad"}>{reason}</p>}
      <dl>
        <dt>Still to be read</dt>
        <dd>{of.lag === 0 ? "none" : `${events(of.lag)} of the log`}</dd>
        <dt>Waiting for another try</dt>
        <dd>{of.pending === 0 ? "none" : events(of.pending)}</dd>
        <dt>Given up</dt>
        <dd>{of.dropped === 0 ? "none" : events(of.dropped)}</dd>
        {of.failingSince === "" ? null : (
          <>
            <dt>Failing since</dt>
            <dd>
              <When at={of.failingSince} />
            </dd>
          </>
        )}
        {of.nextAttemptAt === "" || !webhook.enabled ? null : (
          <>
            <dt>Next try</dt>
            <dd>
              <When at={of.nextAttemptAt} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};

const Told = ({ webhook }: { webhook: Webhook }) => (
  <section class="card">
    <h2>Endpoint and events</h2>
    <dl>
      <dt>URL</dt>
      <dd>{webhook.url}</dd>
      <dt>Events</dt>
      <dd>
        {webhook.events.map((event) => (
          <>
            <code>{event}</code>
            <br />
          </>
        ))}
      </dd>
      {webhook.authUsername === "" ? null : (
        <>
          <dt>User name</dt>
          <dd>{webhook.authUsername}</dd>
        </>
      )}
      <dt>Created</dt>
      <dd>
        <When at={webhook.$createdAt} />
      </dd>
    </dl>
  </section>
);

const Deeds = ({ view, webhook: { $id: webhookId } }: { view: View; webhook: Webhook }) => (
  <section class="card">
    <h2>Send again</h2>
    <ActionForm
      view={view}
      action={does.replayWebhook}
      to={{ webhookId }}
      submit="Replay"
      fields={[
        {
          name: "from",
          label: "From",
          required: true,
          placeholder: "2027-01-31T08:00Z",
          hint: "A date, or the id of an event in the log. All events from there on are sent again. Earlier events that still wait are given up.",
        },
      ]}
    />
    <h3>Secret</h3>
    <p class="faint">The new secret is shown once. The previous one also signs for 24 hours.</p>
    <ActionForm view={view} action={does.rotateSecret} to={{ webhookId }} submit="Rotate the secret" />
  </section>
);

const webhookPage = page({
  path: webhookPath,
  scopes: ["webhooks.read"],
  async show(view) {
    const [webhook, of] = await Promise.all([
      view.api.read(webhookCall(view), webhookShape),
      view.api.read(webhookCall(view, "/deliveries"), deliveries),
    ]);
    const here = pageOfWebhook(webhook.$id);
    const body = (
      <>
        <div class="top">
          <h1>{webhook.name}</h1>
          <WebhookState of={webhook} />
          <Copy value={webhook.$id} what="the webhook id" />
          {view.can("webhooks.write") ? (
            <div class="end">
              <ActionForm
                view={view}
                action={does.testWebhook}
                to={{ webhookId: webhook.$id }}
                submit="Send a test event"
              />
              <a class="button" href={`${here}/edit`}>
                {webhook.enabled ? "Edit" : "Edit, enable"}
              </a>
              <a class="button danger" href={`${here}/delete`}>
                Delete…
              </a>
            </div>
          ) : null}
        </div>
        <div class="cols">
          <div>
            <Status of={of} webhook={webhook} />
            {view.can("webhooks.write") ? <Deeds view={view} webhook={webhook} /> : null}
          </div>
          <Told webhook={webhook} />
        </div>
      </>
    );
    return { title: webhook.name, above, body };
  },
});

const editFields = (webhook: Webhook): readonly Field[] =>
  webhook.authUsername === ""
    ? fieldsOf(webhook)
    : [
        ...fieldsOf(webhook).map((field) =>
          field.name === "authPassword" ? { ...field, hint: "It is never shown. Type it again to keep it." } : field,
        ),
        { name: "noPassword", label: "No password", type: "checkbox" },
      ];

const editPage = page({
  path: does.editPath,
  scopes: ["webhooks.write"],
  async show(view) {
    const webhook = await view.api.read(webhookCall(view), webhookShape);
    const here = pageOfWebhook(webhook.$id);
    return {
      title: `Edit ${webhook.name}`,
      above: [...above, [webhook.name, here]],
      body: (
        <section class="card narrow">
          <h1>Edit {webhook.name}</h1>
          <ActionForm
            view={view}
            action={does.updateWebhook}
            to={{ webhookId: webhook.$id }}
            fields={editFields(webhook)}
            submit="Save"
            tone="primary"
          />
        </section>
      ),
    };
  },
});

const deletePage = page({
  path: `${webhookPath}/delete`,
  scopes: ["webhooks.write"],
  async show(view) {
    const { $id, name, url } = await view.api.read(webhookCall(view), webhookShape);
    return confirm({
      view,
      action: does.deleteWebhook,
      to: { webhookId: $id },
      title: `Delete ${name}?`,
      above: [...above, [name, pageOfWebhook($id)]],
      back: pageOfWebhook($id),
      submit: "Delete for good",
      body: (
        <p>
          {url} is told of nothing any more. Events that wait are not delivered. To pause a webhook and keep what waits,
          disable it.
        </p>
      ),
    });
  },
});

export const webhookSection: Section = { pages: [webhookPage, editPage, deletePage], actions: does.webhookActions };

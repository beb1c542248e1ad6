/** Messaging providers, the services that send emails and text messages, and the page that adds one. */
import * as v from "valibot";
import { ok } from "../../errors/result.ts";
import { messagingProviders } from "../../lib/delivery/providers/index.ts";
import { query } from "../api.ts";
import { action, page, pathTo, type Section } from "../page.ts";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { FreshId, freshIdOf } from "../parts/fresh-id.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { bodyOf, fieldsOf } from "./sender-fields.ts";
import * as parts from "./sender-parts.tsx";

const newPath = "/new-sender/:kind";
const list = v.object({ total: v.number(), providers: v.array(parts.shape) });

const listPage = page({
  path: parts.listPath,
  scopes: ["providers.read"],
  nav: "Senders",
  async show({ api, can, query: address, url }) {
    const { providers } = await api.read("/messaging/providers", list, {
      queries: [query("orderDesc", "$sequence"), ...pageQueries(address)],
      total: "false",
    });
    const { rows, ...around } = pageOf(url, providers);
    const body = (
      <>
        <div class="top">
          <h1>Senders</h1>
        </div>
        <div id="results">
          {rows.length === 0 ? (
            <Empty title="There are no senders.">Emails and text messages are sent by a service of your choice.</Empty>
          ) : (
            <Table
              caption="Senders"
              rows={rows}
              columns={[
                { name: "Name", cell: ({ $id, name }) => <a href={parts.pageOfSender($id)}>{name || $id}</a> },
                { name: "Service", cell: ({ provider }) => provider },
                { name: "For", cell: ({ type }) => parts.typeOf(type) },
                { name: "State", cell: (row) => <parts.State of={row} /> },
              ]}
            />
          )}
          <Pager {...around} />
        </div>
        {can("providers.write") ? <New /> : null}
      </>
    );
    return { title: "Senders", body };
  },
});

const New = () => (
  <section class="card">
    <h2>New sender</h2>
    {Object.entries(parts.types).map(([type, said]) => (
      <p>
        For {said}:{" "}
        {messagingProviders
          .filter((kind) => kind.type === type)
          .map((kind) => (
            <>
              <a href={pathTo(newPath, { kind: kind.name })}>{kind.name}</a>{" "}
            </>
          ))}
      </p>
    ))}
  </section>
);

const createSender = action({
  id: "create-sender",
  path: newPath,
  scopes: ["providers.write"],
  done: "The sender is created.",
  page: newPath,
  async run(view, form) {
    const kind = parts.kindOf(view.param("kind"));
    const settings = bodyOf(kind, form);
    if (!settings.ok) return settings;
    const body = {
      ...settings.value,
      providerId: freshIdOf(form),
      name: form.get("name").trim(),
      enabled: form.has("enabled"),
    };
    const answer = await view.api.send("POST", `/messaging/providers/${kind.name}`, body);
    return answer.ok ? ok({ to: parts.pageOfSender(v.parse(parts.shape, answer.value).$id) }) : answer;
  },
});

const newSenderPage = page({
  path: newPath,
  scopes: ["providers.write"],
  show(view) {
    const kind = parts.kindOf(view.param("kind"));
    const body = (
      <section class="card narrow">
        <h1>New sender: {kind.name}</h1>
        <parts.Kept kind={kind} />
        <ActionForm
          view={view}
          action={createSender}
          to={{ kind: kind.name }}
          fields={[...parts.shared(), ...fieldsOf(kind, null), parts.enabledField(kind, true)]}
          submit="Create the sender"
          tone="primary"
        >
          <FreshId view={view} />
        </ActionForm>
      </section>
    );
    return Promise.resolve({ title: "New sender", above: parts.above, body });
  },
});

export const sendersSection: Section = { pages: [listPage, newSenderPage], actions: [createSender] };

/** OAuth2 providers that users sign in with: whether each is enabled, and its settings. */
import * as v from "valibot";
import { ok } from "../../errors/result.ts";
import type { OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { findProvider } from "../../lib/oauth2/providers.ts";
import { PageRefusal } from "../api.ts";
import { action, page, pathTo, type Section, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Copy } from "../parts/copy.tsx";
import { ActionForm } from "../parts/form.tsx";
import { Table } from "../parts/table.tsx";
import { Values } from "../parts/values.tsx";
import { bodyOf, fieldsOf, isUnset, nameOf } from "./oauth2-fields.ts";

const listPath = "/providers";
const providerPath = "/providers/:providerId";

/** A provider with its settings by field; secret ones are "". */
const shape = v.looseObject({ $id: v.string(), enabled: v.boolean() });
const list = v.object({ providers: v.array(shape) });

type Row = v.InferOutput<typeof shape>;

/** @throws PageRefusal for an unknown name */
function providerOf(view: View): OAuth2Provider {
  const provider = findProvider(view.param("providerId"));
  if (provider !== undefined) return provider;
  throw new PageRefusal({ status: 404, type: "", message: "There is no provider of that name." });
}

const isSet = (row: Row): boolean => {
  const provider = findProvider(row.$id);
  return provider !== undefined && !isUnset(provider, row);
};

const State = ({ row }: { row: Row }) =>
  row.enabled ? (
    <Badge tone="good">open</Badge>
  ) : isSet(row) ? (
    <Badge tone="warn">closed</Badge>
  ) : (
    <Badge>not set up</Badge>
  );

const listPage = page({
  path: listPath,
  scopes: ["project.oauth2.read"],
  nav: "Providers",
  async show({ api }) {
    const { providers } = await api.read("/project/oauth2", list);
    const body = (
      <>
        <div class="top">
          <h1>Sign-in providers</h1>
        </div>
        <Table
          caption="Sign-in providers"
          rows={providers}
          columns={[
            {
              name: "Provider",
              cell: ({ $id }) => <a href={pathTo(providerPath, { providerId: $id })}>{nameOf($id)}</a>,
            },
            { name: "State", cell: (row) => <State row={row} /> },
            { name: "In your app", cell: ({ $id }) => <code>{$id}</code> },
          ]}
        />
      </>
    );
    return { title: "Sign-in providers", body };
  },
});

const setProvider = action({
  id: "set-provider",
  path: providerPath,
  scopes: ["project.oauth2.write"],
  done: "The settings of the provider are saved.",
  page: providerPath,
  async run(view, form) {
    const provider = providerOf(view);
    const body = { ...bodyOf(provider, form), enabled: form.has("enabled") };
    const answer = await view.api.send("PATCH", `/project/oauth2/${provider.id}`, body);
    return answer.ok ? ok({ to: pathTo(providerPath, { providerId: provider.id }) }) : answer;
  },
});

const providerPage = page({
  path: providerPath,
  scopes: ["project.oauth2.read"],
  async show(view) {
    const provider = providerOf(view);
    const row = await view.api.read(`/project/oauth2/${provider.id}`, shape);
    const name = nameOf(provider.id);
    const callback = `${view.url.origin}/v1/account/sessions/oauth2/callback/${provider.id}/${view.projectId}`;
    const body = (
      <>
        <div class="top">
          <h1>{name}</h1>
          <State row={row} />
        </div>
        <section class="card narrow">
          <h2>At the provider</h2>
          <p class="faint">Register a client there with this redirect URI:</p>
          <p>
            <Copy value={callback} what="the redirect URI" />
          </p>
        </section>
        <section class="card narrow">
          <h2>Here</h2>
          {view.can(...setProvider.scopes) ? (
            <ActionForm
              view={view}
              action={setProvider}
              to={{ providerId: provider.id }}
              fields={[
                ...fieldsOf(provider, row),
                {
                  name: "enabled",
                  label: "Users can sign in with it",
                  type: "checkbox",
                  checked: row.enabled || !isSet(row),
                },
              ]}
              submit="Save"
              tone="primary"
            />
          ) : (
            <Values of={fieldsOf(provider, row)} />
          )}
        </section>
      </>
    );
    return { title: name, above: [["Sign-in providers", pathTo(listPath)]], body };
  },
});

export const oauth2Section: Section = { pages: [listPage, providerPage], actions: [setProvider] };

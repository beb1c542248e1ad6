/** API keys with their scopes and last use. A new key's secret is shown once. */
import * as v from "valibot";
import { ok } from "../../errors/result.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { query } from "../api.ts";
import { action, page, pathTo, type Section, type Shown, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Copy } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import * as parts from "./key-parts.tsx";
import { isFullControl, ScopeBoxes } from "./key-scopes.tsx";

const keysPage = page({
  path: "/keys",
  scopes: ["keys.read"],
  nav: "Keys",
  async show(view) {
    const { keys, total } = await view.api.read("/project/keys", parts.keyList, {
      queries: [query("orderDesc", "$sequence"), ...pageQueries(view.query)],
    });
    const { rows, ...around } = pageOf(view.url, keys);
    const body = (
      <>
        <div class="top">
          <h1>Keys</h1>
          {view.can("keys.write") ? (
            <div class="end">
              <a class="button primary" href={pathTo(parts.newPath)}>
                New key
              </a>
            </div>
          ) : null}
        </div>
        <p class="faint">
          {total.toLocaleString("en")} {total === 1 ? "key" : "keys"}, beside the bootstrap key of the deployment
        </p>
        {rows.length === 0 ? (
          <Empty title="There are no keys yet.">
            Make one for each person and program, with the scopes that they need: the log then says who did what.
          </Empty>
        ) : (
          <Keys view={view} rows={rows} />
        )}
        <Pager {...around} />
      </>
    );
    return { title: "Keys", body };
  },
});

/** The number of scopes that the list names for each key. */
const namedScopes = 3;

const Scopes = ({ of: { scopes } }: { of: parts.Key }) => (
  <>
    {isFullControl(scopes) ? <Badge tone="warn">full control</Badge> : null}{" "}
    {scopes.slice(0, namedScopes).join(", ") || <span class="faint">none</span>}
    {scopes.length > namedScopes ? ` and ${scopes.length - namedScopes} more` : ""}
  </>
);

const Keys = ({ rows, view }: { view: View; rows: readonly parts.Key[] }) => (
  <Table
    caption="Keys"
    rows={rows}
    columns={[
      { name: "Name", cell: ({ $id, name }) => <a href={pathTo(parts.keyPath, { keyId: $id })}>{name || $id}</a> },
      { name: "Scopes", cell: (key) => <Scopes of={key} />, below: true },
      { name: "Last used", cell: ({ accessedAt }) => <When at={accessedAt} day /> },
      { name: "Expires", cell: (key) => <parts.Expiry of={key} view={view} /> },
      { name: "Created", cell: ({ $createdAt }) => <When at={$createdAt} day />, wide: true },
    ]}
  />
);

/** The form carries the id of the key, so a form that is sent twice creates one key. */
const createKey = action({
  id: "create-key",
  path: parts.newPath,
  scopes: ["keys.write"],
  done: "The key is created.",
  page: parts.newPath,
  async run(view, form) {
    const keyId = form.get("keyId") || "unique()";
    const answer = await view.api.send("POST", "/project/keys", { keyId, ...parts.bodyOf(form) });
    return answer.ok ? ok(secretOf(v.parse(parts.key, answer.value))) : answer;
  },
});

function secretOf({ $id, name, secret }: parts.Key): Shown {
  const body = (
    <section class="card narrow">
      <h1>{name}</h1>
      <p class="notice warn" role="status">
        Copy the secret now: it is not shown again.
      </p>
      <p>
        <Copy value={secret} what="the secret" />
      </p>
      <p>
        <a href={pathTo(parts.keyPath, { keyId: $id })}>To the key</a>
      </p>
    </section>
  );
  return { title: "Secret", above: parts.above, body };
}

const newKeyPage = page({
  path: parts.newPath,
  scopes: ["keys.write"],
  show(view) {
    const form = view.problem?.action === createKey.id ? view.problem.form : undefined;
    const keyId = form?.get("keyId") || generateId(view.now);
    const body = (
      <section class="card narrow">
        <h1>New key</h1>
        <p class="faint">A key can have only scopes that your own key has.</p>
        <ActionForm
          view={view}
          action={createKey}
          fields={[...parts.fieldsOf(), { name: "keyId", label: "Id", type: "hidden", value: keyId }]}
          submit="Create the key"
          tone="primary"
        >
          <ScopeBoxes view={view} chosen={form?.all("scopes") ?? []} prefix="create-key" />
        </ActionForm>
      </section>
    );
    return Promise.resolve({ title: "New key", above: parts.above, body });
  },
});

export const keysSection: Section = { pages: [keysPage, newKeyPage], actions: [createKey] };

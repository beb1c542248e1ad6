/** An API key: its scopes, and its expiry. */
import { ok } from "../../errors/result.ts";
import { action, page, pathTo, type Section, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { confirm } from "../parts/confirm.tsx";
import { Copy } from "../parts/copy.tsx";
import { ActionForm } from "../parts/form.tsx";
import { When } from "../parts/time.tsx";
import * as parts from "./key-parts.tsx";
import { isFullControl, ScopeBoxes } from "./key-scopes.tsx";

const updateKey = action({
  id: "update-key",
  path: `${parts.keyPath}/update`,
  scopes: ["keys.write"],
  done: "The key is changed.",
  page: parts.keyPath,
  async run(view, form) {
    const answer = await view.api.send("PUT", parts.keyCall(view), parts.bodyOf(form));
    return answer.ok ? ok({ to: pathTo(parts.keyPath, { keyId: view.param("keyId") }) }) : answer;
  },
});

const revokeKey = action({
  id: "revoke-key",
  path: `${parts.keyPath}/revoke`,
  scopes: ["keys.write"],
  done: "The key is revoked.",
  page: `${parts.keyPath}/revoke`,
  async run(view) {
    const answer = await view.api.send("DELETE", parts.keyCall(view));
    return answer.ok ? ok({ to: pathTo("/keys") }) : answer;
  },
});

const keyPage = page({
  path: parts.keyPath,
  scopes: ["keys.read"],
  async show(view) {
    const key = await view.api.read(parts.keyCall(view), parts.key);
    const body = (
      <>
        <div class="top">
          <h1>{key.name || key.$id}</h1>
          <Copy value={key.$id} what="the key id" />
        </div>
        <div class="cols">
          <Details of={key} view={view} />
          <Change of={key} view={view} />
        </div>
      </>
    );
    return { title: key.name || key.$id, above: parts.above, body };
  },
});

interface Of {
  readonly of: parts.Key;
  readonly view: View;
}

const Details = ({ of: key, view }: Of) => (
  <section class="card">
    <h2>Key</h2>
    <dl>
      <dt>Scopes</dt>
      <dd>
        {isFullControl(key.scopes) ? <Badge tone="warn">full control</Badge> : null}{" "}
        {key.scopes.join(", ") || <span class="faint">none</span>}
      </dd>
      <dt>Expires</dt>
      <dd>
        <parts.Expiry of={key} view={view} />
      </dd>
      <dt>Last used</dt>
      <dd>
        <When at={key.accessedAt} day />
      </dd>
      <dt>Used by</dt>
      <dd>{key.sdks.join(", ") || <span class="faint">no known SDK</span>}</dd>
      <dt>Created</dt>
      <dd>
        <When at={key.$createdAt} />
      </dd>
    </dl>
    {view.can("keys.write") ? (
      <p>
        <a class="button danger" href={pathTo(`${parts.keyPath}/revoke`, { keyId: key.$id })}>
          Revoke the key…
        </a>
      </p>
    ) : null}
  </section>
);

function Change({ of: key, view }: Of) {
  if (!view.can("keys.write")) return null;
  const isRefused = view.problem?.action === updateKey.id;
  return (
    <section class="card">
      <details {...(isRefused ? { open: true } : {})}>
        <summary>Change name, scopes or expiry</summary>
        <ActionForm
          view={view}
          action={updateKey}
          to={{ keyId: key.$id }}
          fields={parts.fieldsOf(key)}
          submit="Save the key"
        >
          <ScopeBoxes
            view={view}
            chosen={isRefused ? view.problem.form.all("scopes") : key.scopes}
            prefix="update-key"
          />
        </ActionForm>
      </details>
    </section>
  );
}

const revokePage = page({
  path: `${parts.keyPath}/revoke`,
  scopes: ["keys.write"],
  async show(view) {
    const key = await view.api.read(parts.keyCall(view), parts.key);
    const back = pathTo(parts.keyPath, { keyId: key.$id });
    return confirm({
      view,
      action: revokeKey,
      to: { keyId: key.$id },
      title: `Revoke ${key.name || key.$id}?`,
      above: [...parts.above, [key.name || key.$id, back]],
      back,
      submit: "Revoke for good",
      body: (
        <>
          <p>Programs that use the key are refused, and browsers that are signed in with it are signed out.</p>
          <p>
            Last used: <When at={key.accessedAt} day />
          </p>
        </>
      ),
    });
  },
});

export const keySection: Section = { pages: [keyPage, revokePage], actions: [updateKey, revokeKey] };

/** A messaging provider and its settings. Credentials are never shown. */
import { fail, ok } from "../../errors/result.ts";
import { findMessagingProvider } from "../../lib/delivery/providers/index.ts";
import { action, page, pathTo, type Section, type View } from "../page.ts";
import { confirm } from "../parts/confirm.tsx";
import { ActionForm } from "../parts/form.tsx";
import { Values } from "../parts/values.tsx";
import { bodyOf, fieldsOf } from "./sender-fields.ts";
import * as parts from "./sender-parts.tsx";

const callOf = (view: View): string => `/messaging/providers/${encodeURIComponent(view.param("providerId"))}`;

const changeSender = action({
  id: "change-sender",
  path: parts.senderPath,
  scopes: ["providers.write"],
  done: "The sender is changed.",
  page: parts.senderPath,
  async run(view, form) {
    const kind = findMessagingProvider(form.get("kind"));
    if (kind === undefined) return fail({ status: 400, type: "", message: "There is no provider of that kind." });
    const settings = bodyOf(kind, form);
    if (!settings.ok) return settings;
    const providerId = view.param("providerId");
    const call = `/messaging/providers/${kind.name}/${encodeURIComponent(providerId)}`;
    const body = { ...settings.value, name: form.get("name").trim(), enabled: form.has("enabled") };
    const answer = await view.api.send("PATCH", call, body);
    return answer.ok ? ok({ to: parts.pageOfSender(providerId) }) : answer;
  },
});

const deleteSender = action({
  id: "delete-sender",
  path: `${parts.senderPath}/delete`,
  scopes: ["providers.write"],
  done: "The sender is deleted.",
  page: `${parts.senderPath}/delete`,
  async run(view) {
    const answer = await view.api.send("DELETE", callOf(view));
    return answer.ok ? ok({ to: pathTo(parts.listPath) }) : answer;
  },
});

const senderPage = page({
  path: parts.senderPath,
  scopes: ["providers.read"],
  async show(view) {
    const sender = await view.api.read(callOf(view), parts.shape);
    const kind = parts.kindOf(sender.provider);
    const here = parts.pageOfSender(sender.$id);
    const fields = fieldsOf(kind, sender.options);
    const body = (
      <>
        <div class="top">
          <h1>{sender.name || sender.$id}</h1>
          <parts.State of={sender} />
          {view.can("providers.write") ? (
            <div class="end">
              <a class="button danger" href={`${here}/delete`}>
                Delete…
              </a>
            </div>
          ) : null}
        </div>
        <section class="card narrow">
          <h2>
            {kind.name}, for {parts.typeOf(sender.type)}
          </h2>
          <parts.Kept kind={kind} />
          {view.can("providers.write") ? (
            <ActionForm
              view={view}
              action={changeSender}
              to={{ providerId: sender.$id }}
              fields={[
                { name: "kind", label: "", type: "hidden", value: kind.name },
                ...parts.shared(sender),
                ...fields,
                parts.enabledField(kind, sender.enabled),
              ]}
              submit="Save"
              tone="primary"
            />
          ) : (
            <Values of={fields} />
          )}
        </section>
      </>
    );
    return { title: sender.name || sender.$id, above: parts.above, body };
  },
});

const deletePage = page({
  path: `${parts.senderPath}/delete`,
  scopes: ["providers.write"],
  async show(view) {
    const { $id, name } = await view.api.read(callOf(view), parts.shape);
    const title = name || $id;
    return confirm({
      view,
      action: deleteSender,
      to: { providerId: $id },
      title: `Delete ${title}?`,
      above: [...parts.above, [title, parts.pageOfSender($id)]],
      back: parts.pageOfSender($id),
      submit: "Delete for good",
      body: (
        <p>Nothing is sent through it any more, and its credentials are gone. To pause it and keep them, disable it.</p>
      ),
    });
  },
});

export const senderSection: Section = { pages: [senderPage, deletePage], actions: [changeSender, deleteSender] };

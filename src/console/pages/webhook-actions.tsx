/** The actions of operators on webhooks. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../errors/result.ts";
import type { Refusal } from "../api.ts";
import { type Action, action, type Done, pathTo, type Shown, type View } from "../page.ts";
import { Copy } from "../parts/copy.tsx";
import { freshIdOf } from "../parts/fresh-id.tsx";
import { above, bodyOf, listPath, pageOfWebhook, webhookCall, webhookPath, withSecret } from "./webhook-parts.ts";

const scopes = ["webhooks.write"] as const;

export const newPath = "/new-webhook";
export const editPath = `${webhookPath}/edit`;

const backTo = (view: View, answer: Result<unknown, Refusal>): Result<Done, Refusal> =>
  answer.ok ? ok({ to: pageOfWebhook(view.param("webhookId")) }) : answer;

/** The page that shows a new secret, once. */
function secretPage(answer: unknown, said: string): Shown {
  const { $id, name, secret } = v.parse(withSecret, answer);
  const body = (
    <section class="card narrow">
      <h1>The secret of {name}</h1>
      <p>{said} Copy the secret now: it is not shown again. Your endpoint verifies the signatures with it.</p>
      <p>
        <Copy value={secret} what="the secret" />
      </p>
      <p>
        <a href={pageOfWebhook($id)}>Go to the webhook</a>
      </p>
    </section>
  );
  return { title: `The secret of ${name}`, above: [...above, [name, pageOfWebhook($id)]], body };
}

export const createWebhook = action({
  id: "create-webhook",
  path: newPath,
  scopes,
  done: "The webhook is created.",
  page: newPath,
  async run({ api }, form) {
    const webhookId = form.get("webhookId").trim() || freshIdOf(form);
    const answer = await api.send("POST", "/webhooks", { webhookId, ...bodyOf(form) });
    return answer.ok ? ok(secretPage(answer.value, "The webhook receives events from now on.")) : answer;
  },
});

export const updateWebhook = action({
  id: "update-webhook",
  path: editPath,
  scopes,
  done: "The webhook is changed. Its pending events are sent at once.",
  page: editPath,
  async run(view, form) {
    const isWithout = form.get("authPassword") === "";
    // The API removes a password that the request leaves out, and never shows the current one.
    if (isWithout && form.get("authUsername") !== "" && !form.has("noPassword")) return fail(passwordMissing);
    return backTo(view, await view.api.send("PUT", webhookCall(view), bodyOf(form)));
  },
});

const passwordMissing: Refusal = {
  status: 400,
  type: "general_argument_invalid",
  message: "Invalid `authPassword` param: type the password again, or tick that there is none.",
};

export const rotateSecret = action({
  id: "rotate-secret",
  path: `${webhookPath}/secret`,
  scopes,
  done: "The secret is rotated.",
  page: webhookPath,
  async run(view) {
    const answer = await view.api.send("PATCH", webhookCall(view, "/secret"), {});
    const said = "For 24 hours, requests are signed with the previous secret too.";
    return answer.ok ? ok(secretPage(answer.value, said)) : answer;
  },
});

const outcome = v.object({ delivered: v.boolean(), error: v.string() });

export const testWebhook = action({
  id: "test-webhook",
  path: `${webhookPath}/test`,
  scopes,
  done: "The endpoint accepted the test event.",
  page: webhookPath,
  async run(view) {
    const answer = await view.api.send("POST", webhookCall(view, "/test"));
    if (!answer.ok) return answer;
    const { delivered, error } = v.parse(outcome, answer.value);
    return delivered
      ? backTo(view, answer)
      : fail({ status: 200, type: "", message: `The endpoint did not accept the test event. ${error}` });
  },
});

export const replayWebhook = action({
  id: "replay-webhook",
  path: `${webhookPath}/replay`,
  scopes,
  done: "The events are sent again from there on.",
  page: webhookPath,
  run: async (view, form) =>
    backTo(view, await view.api.send("POST", webhookCall(view, "/replay"), { from: form.get("from").trim() })),
});

export const deleteWebhook = action({
  id: "delete-webhook",
  path: `${webhookPath}/delete`,
  scopes,
  done: "The webhook is deleted.",
  page: `${webhookPath}/delete`,
  async run(view) {
    const answer = await view.api.send("DELETE", webhookCall(view));
    return answer.ok ? ok({ to: pathTo(listPath) }) : answer;
  },
});

export const webhookActions: readonly Action[] = [
  updateWebhook,
  rotateSecret,
  testWebhook,
  replayWebhook,
  deleteWebhook,
];

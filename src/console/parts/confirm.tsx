/** A page that asks before an action that cannot be undone. */
import type { Child } from "hono/jsx";
import type { Action, Shown, View } from "../page.ts";
import { ActionForm, type Field } from "./form.tsx";

export function confirm(options: {
  readonly view: View;
  readonly action: Action;
  readonly to: Readonly<Record<string, string>>;
  readonly title: string;
  /** The consequences. */
  readonly body: Child;
  readonly submit: string;
  readonly fields?: readonly Field[];
  /** The address of the link that cancels the action. */
  readonly back: string;
  readonly above: NonNullable<Shown["above"]>;
}): Shown {
  const { above, action, back, body, fields = [], submit, title, to, view } = options;
  return {
    title,
    above,
    body: (
      <section class="card narrow">
        <h1>{title}</h1>
        {body}
        <ActionForm view={view} action={action} to={to} fields={fields} submit={submit} tone="danger" />
        <p>
          <a href={back}>Go back, change nothing</a>
        </p>
      </section>
    ),
  };
}

/** The policies of the project, and its open sign-in methods. */
import * as v from "valibot";
import { fail, ok } from "../../errors/result.ts";
import type { Refusal } from "../api.ts";
import { action, type Form, page, pathTo, type Section, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { ActionForm, type Field } from "../parts/form.tsx";
import { Table } from "../parts/table.tsx";
import { methodTexts, policyGroups, type PolicyText, policyTexts } from "./policy-table.ts";

const path = "/policies";
const canReadPolicies = ["policies.read", "project.policies.read"] as const;

/** The values of a policy, by field. */
const policy = v.looseObject({ $id: v.string() });
const policyList = v.object({ policies: v.array(policy) });

type Policy = v.InferOutput<typeof policy>;

const method = v.object({ $id: v.string(), enabled: v.boolean() });
const project = v.object({ authMethods: v.array(method) });

type Method = v.InferOutput<typeof method>;

const textOf = (id: string): PolicyText | undefined => (Object.hasOwn(policyTexts, id) ? policyTexts[id] : undefined);

const unknown = (id: string): Refusal => ({ status: 404, type: "", message: `There is no policy ${id}.` });

/** The request body for a policy's form. */
const bodyOf = ({ fields }: PolicyText, form: Form): object =>
  Object.fromEntries(
    fields.map(({ canBeNone, kind, name }): readonly [string, boolean | string | null] => {
      if (kind === "switch") return [name, form.has(name)];
      const text = form.get(name).trim();
      return [name, text === "" && canBeNone ? null : text];
    }),
  );

const setPolicy = action({
  id: "set-policy",
  path,
  scopes: ["policies.write", "project.policies.write"],
  done: "The policy is changed.",
  page: path,
  async run({ api }, form) {
    const id = form.get("policyId");
    const text = textOf(id);
    if (text === undefined) return fail(unknown(id));
    const answer = await api.send("PATCH", `/project/policies/${id}`, bodyOf(text, form));
    return answer.ok ? ok({ to: `${pathTo(path)}#${id}` }) : answer;
  },
});

const setMethod = action({
  id: "set-auth-method",
  path: `${path}/methods`,
  scopes: ["project.write"],
  done: "The sign-in method is changed.",
  page: path,
  async run({ api }, form) {
    const call = `/project/auth-methods/${encodeURIComponent(form.get("methodId"))}`;
    const answer = await api.send("PATCH", call, { enabled: form.get("enabled") === "true" });
    return answer.ok ? ok({ to: `${pathTo(path)}#methods` }) : answer;
  },
});

const fieldOf =
  (values: Policy) =>
  ({ canBeNone, hint, kind, label, name }: PolicyText["fields"][number]): Field => {
    const value = values[name];
    const shared = { name, label, ...(hint !== undefined && { hint }) };
    if (kind === "switch") return { ...shared, type: "checkbox", checked: value === true };
    return { ...shared, type: "number", value: canBeNone && value === 0 ? "" : String(value) };
  };

/** A policy as text, for operators who cannot change it. */
const Reading = ({ text: { fields }, values }: { text: PolicyText; values: Policy }) => (
  <dl>
    {fields.map(({ canBeNone, kind, label, name }) => (
      <>
        <dt>{label}</dt>
        <dd>
          {kind === "switch"
            ? values[name] === true
              ? "yes"
              : "no"
            : canBeNone && values[name] === 0
              ? "none"
              : String(values[name])}
        </dd>
      </>
    ))}
  </dl>
);

function PolicyPart({ values, view }: { values: Policy; view: View }) {
  const text = textOf(values.$id);
  if (text === undefined) return null;
  return (
    <div id={values.$id}>
      <h3>{text.title}</h3>
      <p class="faint">{text.said}</p>
      {view.can(...setPolicy.scopes) ? (
        <ActionForm
          view={view}
          action={setPolicy}
          id={values.$id}
          fields={[
            { name: "policyId", label: "", type: "hidden", value: values.$id },
            ...text.fields.map(fieldOf(values)),
          ]}
          submit="Save"
          label={`Save: ${text.title}`}
        />
      ) : (
        <Reading text={text} values={values} />
      )}
    </div>
  );
}

const Group = ({
  ids,
  policies,
  title,
  view,
}: {
  title: string;
  ids: readonly string[];
  policies: readonly Policy[];
  view: View;
}) => (
  <section class="card">
    <h2>{title}</h2>
    {ids
      .flatMap((id) => policies.filter(({ $id }) => $id === id))
      .map((values) => (
        <PolicyPart values={values} view={view} />
      ))}
  </section>
);

const Methods = ({ methods, view }: { methods: readonly Method[]; view: View }) => (
  <section class="card" id="methods">
    <h2>Ways to sign in</h2>
    <p class="faint">A closed method is refused to all callers but API keys. Open sessions stay valid.</p>
    <Table
      caption="Ways to sign in"
      rows={methods}
      columns={[
        { name: "Way", cell: ({ $id }) => methodTexts[$id] ?? $id },
        {
          name: "State",
          cell: ({ enabled }) => <Badge tone={enabled ? "good" : "plain"}>{enabled ? "open" : "closed"}</Badge>,
        },
        {
          name: "Change",
          silent: true,
          cell: ({ $id, enabled }) => (
            <ActionForm
              view={view}
              action={setMethod}
              fields={[
                { name: "methodId", label: "", type: "hidden", value: $id },
                { name: "enabled", label: "", type: "hidden", value: String(!enabled) },
              ]}
              submit={enabled ? "Close" : "Open"}
              tone="quiet"
              label={`${enabled ? "Close" : "Open"}: ${methodTexts[$id] ?? $id}`}
            />
          ),
        },
      ]}
    />
  </section>
);

const policiesPage = page({
  path,
  scopes: [...canReadPolicies, "project.read"],
  nav: "Policies",
  async show(view) {
    const { api, can } = view;
    const [{ policies }, methods] = await Promise.all([
      can(...canReadPolicies) ? api.read("/project/policies", policyList) : { policies: [] },
      can("project.read") ? api.read("/project", project).then(({ authMethods }) => authMethods) : null,
    ]);
    const groups = policies.length === 0 ? [] : policyGroups;
    const [passwords, ...others] = groups.map(([title, ids]) => (
      <Group title={title} ids={ids} policies={policies} view={view} />
    ));
    const body = (
      <>
        <div class="top">
          <h1>Policies</h1>
        </div>
        <div class="cols">
          <div>
            {passwords ?? <Missing scope="policies.read" what="policies" />}
            {others.slice(1)}
          </div>
          <div>
            {methods === null ? (
              <Missing scope="project.read" what="ways to sign in" />
            ) : (
              <Methods methods={methods} view={view} />
            )}
            {others.slice(0, 1)}
          </div>
        </div>
      </>
    );
    return { title: "Policies", body };
  },
});

/** Says which scope a part of the page needs. */
const Missing = ({ scope, what }: { scope: string; what: string }) => (
  <section class="card">
    <p class="faint">
      Your key lacks the scope {scope}, which shows the {what}.
    </p>
  </section>
);

export const policiesSection: Section = { pages: [policiesPage], actions: [setPolicy, setMethod] };

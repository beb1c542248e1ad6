/**
 * Forms of actions. A form that the API refused shows the typed values again, with the refusal beside the field that it
 * names.
 */
import type { Child } from "hono/jsx";
import { type Action, pathTo, type Problem, type View } from "../page.ts";

export interface Field {
  /** The name of the parameter in the API, so that a refusal can be shown beside its field. */
  readonly name: string;
  readonly label: string;
  readonly type?:
    | "checkbox"
    | "date"
    | "email"
    | "file"
    | "hidden"
    | "number"
    | "password"
    | "select"
    | "tel"
    | "text"
    | "textarea"
    | "url";
  readonly value?: string;
  /** The typed value is not shown again when the form is refused. A password never is. */
  readonly secret?: true;
  /** Of a checkbox. */
  readonly checked?: boolean;
  readonly hint?: string;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  /** Of a select: values and their names. */
  readonly options?: readonly (readonly [value: string, name: string])[];
}

/** The parameter that a refusal of the API names between back-ticks. */
const parameterOf = (message: string): string | undefined => /`(\w+)`/.exec(message)?.[1];

function Control({ id, field, described, bad }: { id: string; field: Field; described: string; bad: boolean }) {
  const { autocomplete = "off", checked, name, options = [], placeholder, required, type = "text", value = "" } = field;
  const shared = {
    id,
    name,
    ...(required ? { required: true } : {}),
    ...(described === "" ? {} : { "aria-describedby": described }),
    ...(bad ? { "aria-invalid": "true" } : {}),
  };
  switch (type) {
    case "textarea":
      return (
        <textarea {...shared} rows={Math.min(14, Math.max(3, value.split("\n").length))} spellcheck={false}>
          {value}
        </textarea>
      );
    case "select":
      return (
        <select {...shared}>
          {options.map(([option, text]) => (
            <option value={option} {...(option === value ? { selected: true } : {})}>
              {text}
            </option>
          ))}
        </select>
      );
    case "checkbox":
      return <input {...shared} type="checkbox" value="on" {...(checked ? { checked: true } : {})} />;
    default:
      return (
        <input
          {...shared}
          type={type}
          value={value}
          autocomplete={autocomplete}
          {...(placeholder ? { placeholder } : {})}
        />
      );
  }
}

/** @param prefix makes ids unique on the page */
function FieldRow({ error, field, prefix }: { error: string | null; field: Field; prefix: string }) {
  const id = `${prefix}-${field.name}`;
  if (field.type === "hidden") return <input type="hidden" name={field.name} value={field.value ?? ""} />;
  const described = [field.hint === undefined ? "" : `${id}-hint`, error === null ? "" : `${id}-error`].filter(Boolean);
  const control = <Control id={id} field={field} described={described.join(" ")} bad={error !== null} />;
  return (
    <div class={field.type === "checkbox" ? "field check" : "field"}>
      {field.type === "checkbox" ? control : null}
      <label for={id}>{field.label}</label>
      {field.type === "checkbox" ? null : control}
      {error === null ? null : (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {field.hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  readonly view: View;
  readonly action: Action;
  /** Parameters of the action's path. */
  readonly to?: Readonly<Record<string, string>>;
  readonly fields?: readonly Field[];
  /** The text of the button. */
  readonly submit: string;
  readonly tone?: "danger" | "primary" | "quiet";
  /** Distinguishes several forms of one action on a page. */
  readonly id?: string;
  /** The accessible name of the button, if its text is not enough, such as `Delete session on Firefox`. */
  readonly label?: string;
  readonly children?: Child;
}

/** The problem of this form. Several forms of one action are told apart by their hidden values. */
function problemOf({ problem }: View, { id }: Action, fields: readonly Field[]): Problem | undefined {
  const isThis = fields.every(({ name, type, value }) => type !== "hidden" || problem?.form.get(name) === value);
  return problem?.action === id && isThis ? problem : undefined;
}

/** A form with its fields and one button; nothing if the operator's key lacks the scope. */
export function ActionForm({ action, children, fields = [], id, label, submit, to = {}, tone, view }: FormProps) {
  if (!view.can(...action.scopes)) return null;
  const problem = problemOf(view, action, fields);
  const message = problem?.refusal.message ?? null;
  const named = message === null ? undefined : parameterOf(message);
  const isBeside = fields.some(({ name, type }) => name === named && type !== "hidden");
  const typed = (field: Field): Field =>
    problem === undefined || field.secret || field.type === "password" || field.type === "hidden"
      ? field
      : { ...field, value: problem.form.get(field.name), checked: problem.form.has(field.name) };
  const visible = fields.filter(({ type }) => type !== "hidden");
  const isInline = visible.length === 0 && children === undefined;
  const [only] = visible;
  // A field without a hint has its button beside it.
  const isOne = visible.length === 1 && only?.hint === undefined && only?.type !== "textarea" && children === undefined;
  return (
    <form class={isInline ? "inline" : isOne ? "stack one" : "stack"} method="post" action={pathTo(action.path, to)}>
      {message === null || isBeside ? null : (
        <p class="notice bad" role="alert">
          {message}
        </p>
      )}
      {fields.map((field) => (
        <FieldRow
          field={typed(field)}
          error={isBeside && field.name === named ? message : null}
          prefix={id ?? action.id}
        />
      ))}
      {fields.some(({ type }) => type === "password") ? (
        // Password managers expect a field for the user name.
        <input type="text" name="username" autocomplete="username" hidden />
      ) : null}
      {children}
      <button {...(tone ? { class: tone } : {})} {...(label ? { "aria-label": label } : {})}>
        {submit}
      </button>
    </form>
  );
}

/** The settings of messaging providers as fields of a form, and a form as the body of a request. */
import { ok, type Result } from "../../errors/result.ts";
import { isEmpty, type MessagingProvider, type Field as Setting } from "../../lib/delivery/provider.ts";
import type { Refusal } from "../api.ts";
import type { Form } from "../page.ts";
import { parseObject } from "../parse-object.ts";
import type { Field } from "../parts/form.tsx";
import { labelOf } from "./setting-label.ts";

/** The options of a provider as the API shows them; null: it is a new one. */
type Shown = Readonly<Record<string, unknown>> | null;

function choicesOf(setting: Setting, isNew: boolean): Field["options"] {
  const texts =
    setting.type === "boolean"
      ? ([
          ["true", "Yes"],
          ["false", "No"],
        ] as const)
      : setting.type === "choice"
        ? setting.values.map((value) => [value, value] as const)
        : [];
  return [["", isNew ? "Default" : "As it is"], ...texts];
}

function typeOf({ part, type }: Setting): NonNullable<Field["type"]> {
  switch (type) {
    case "boolean":
    case "choice":
      return "select";
    case "object":
      return "textarea";
    case "integer":
      return "number";
    case "phone":
      return "tel";
    case "email":
      return "email";
    case "name":
    case "text":
      return part === "credentials" ? "password" : "text";
  }
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

function fieldOf(name: string, setting: Setting, shown: Shown): Field {
  const isSecret = setting.part === "credentials";
  // The fallback is the value of a new provider without the field.
  const value = shown === null ? textOf(setting.fallback) : isSecret ? "" : textOf(shown[name]);
  const options = choicesOf(setting, shown === null);
  return {
    name,
    label: labelOf(name),
    type: typeOf(setting),
    value: setting.type === "choice" && value === "" && shown !== null && !isSecret ? setting.none : value,
    ...(isSecret && { secret: true as const }),
    ...(isSecret && shown !== null && { hint: "It is never shown. Leave it empty to keep it." }),
    ...(shown === null && setting.fallback === undefined && { required: true }),
    ...(options !== undefined && { options }),
  };
}

/** @param shown the options that are set; null: of a new provider */
export const fieldsOf = ({ fields }: MessagingProvider, shown: Shown): readonly Field[] =>
  Object.entries(fields).map(([name, setting]) => fieldOf(name, setting, shown));

/** The labels of the settings that a provider of a kind needs before it can be enabled. */
export const needsOf = ({ needs }: MessagingProvider): string => needs.map(labelOf).join("; ");

/** The settings in a form. An empty field keeps its value, or gets its default in a new provider. */
export function bodyOf({ fields }: MessagingProvider, form: Form): Result<Readonly<Record<string, unknown>>, Refusal> {
  const body: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(fields)) {
    const text = form.get(name).trim();
    if (isEmpty(text)) continue;
    if (type === "object") {
      const parsed = parseObject(text, name);
      if (!parsed.ok) return parsed;
      body[name] = parsed.value;
    } else body[name] = type === "boolean" ? text === "true" : text;
  }
  return ok(body);
}

/** The settings of sign-in providers as fields of a form, and a form as the body of a request. */
import type { Field as Setting, OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { listOf } from "../form.ts";
import type { Form } from "../page.ts";
import type { Field } from "../parts/form.tsx";
import { labelOf } from "./setting-label.ts";

/** The names of providers. */
const names: Readonly<Record<string, string>> = {
  google: "Google",
  github: "GitHub",
  microsoft: "Microsoft",
  apple: "Apple",
  oidc: "OpenID Connect",
};

export const nameOf = (id: string): string => names[id] ?? id;

/** Fields for longer texts have several lines. */
const lineMax = 512;

function typeOf(setting: Setting): NonNullable<Field["type"]> {
  switch (setting.type) {
    case "text":
      return setting.max > lineMax ? "textarea" : setting.secret ? "password" : "text";
    case "url":
    case "issuer":
      return "url";
    case "choices":
      return "text";
    case "integer":
      return "number";
  }
}

const hintOf = (setting: Setting): string | undefined => {
  if (setting.secret) return "It is never shown. Leave it empty to keep it.";
  if (setting.type !== "choices") return undefined;
  const others = setting.values.filter((value) => value !== setting.alone).join(", ");
  return `Empty, ${setting.alone}, or some of ${others}.`;
};

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(", ") : typeof value === "string" || typeof value === "number" ? String(value) : "";

/** @param values of the provider, as the API shows them */
export const fieldsOf = ({ fields }: OAuth2Provider, values: Readonly<Record<string, unknown>>): readonly Field[] =>
  Object.entries(fields).map(([name, setting]) => {
    const hint = hintOf(setting);
    return {
      name,
      label: labelOf(name),
      type: typeOf(setting),
      value: shown(values[name]),
      ...(setting.secret && { secret: true as const, autocomplete: "off" }),
      ...(hint !== undefined && { hint }),
    };
  });

/** Whether no setting of a provider is set, apart from secrets, which the API does not show. */
export const isUnset = ({ fields }: OAuth2Provider, values: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(fields).every((name) => shown(values[name]) === "");

/** The settings in a form. A secret that is left empty keeps its value. */
export const bodyOf = ({ fields }: OAuth2Provider, form: Form): object =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, setting]): (readonly [string, string | readonly string[] | null])[] => {
      const text = setting.type === "text" && setting.max > lineMax ? form.get(name) : form.get(name).trim();
      if (setting.type === "choices") return [[name, listOf(text)]];
      if (text === "" && setting.secret) return [];
      return [[name, text === "" && setting.type === "integer" ? null : text]];
    }),
  );

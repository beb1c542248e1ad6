/** The models of OAuth2 providers: `$id`, `enabled`, and the fields of each. Secret fields are shown empty. */
import type { OAuth2ProviderRow } from "../../../domain/oauth2-clients/index.ts";
import { type Field, type OAuth2Provider, textOf } from "../../../lib/oauth2/provider.ts";
import { providers } from "../../../lib/oauth2/providers.ts";
import type { JsonSchema } from "../../../models/json-schema.ts";
import { defineModel, fieldsOf, type Model, reference } from "../../../models/model.ts";

const { boolean, nullableInteger, string, strings } = fieldsOf<OAuth2ProviderRow>();

function toModelField(name: string, field: Field) {
  switch (field.type) {
    case "text":
    case "url":
    case "issuer":
      return string(({ settings }) => (field.secret ? "" : textOf(settings, name)));
    case "choices":
      return strings(({ settings }) => {
        const value = settings[name];
        return typeof value === "object" && value !== null ? value : [];
      });
    case "integer":
      return nullableInteger(({ settings }) => {
        const value = settings[name];
        return typeof value === "number" ? value : null;
      });
  }
}

const modelOf = ({ fields, id }: OAuth2Provider): Model<OAuth2ProviderRow> =>
  defineModel<OAuth2ProviderRow>(`oauth2-${id}`, () => ({
    $id: string((row) => row.id),
    enabled: boolean((row) => row.enabled),
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toModelField(name, field)])),
  }));

const models = new Map(providers.map((provider) => [provider.id, modelOf(provider)]));

/** The model of a provider. @throws Error for an unknown id */
export function oauth2ProviderModel(id: string): Model<OAuth2ProviderRow> {
  const model = models.get(id);
  if (model === undefined) throw new Error(`There is no OAuth2 provider ${id}.`);
  return model;
}

/** Any of the providers. */
export const oauth2Provider: Model<OAuth2ProviderRow> = {
  name: "oauth2Provider",
  mediaType: "application/json",
  schema: { anyOf: [...models.values()].map((model): JsonSchema => reference(model)) },
  uses: [...models.values()],
  render: (row, format) => oauth2ProviderModel(row.id).render(row, format),
};

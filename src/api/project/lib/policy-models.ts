/** The models of policies: `$id`, and the fields of each. */
import type { JsonSchema } from "../../../models/json-schema.ts";
import { defineModel, fieldsOf, type Model } from "../../../models/model.ts";
import type { Settings } from "../../../models/settings.ts";
import { policies, type Policy } from "./policies.ts";

const { boolean, integer, string } = fieldsOf<Settings>();

const modelOf = ({ fields, id }: Policy): Model<Settings> =>
  defineModel<Settings>(`policy-${id}`, () => ({
    $id: string(() => id),
    ...Object.fromEntries(
      Object.entries(fields).map(([name, { setting, type }]) => [
        name,
        type === "boolean" ? boolean((row) => Boolean(row[setting])) : integer((row) => Number(row[setting])),
      ]),
    ),
  }));

const models = new Map(policies.map((policy) => [policy.id, modelOf(policy)]));

/** The model of a policy. @throws Error for an unknown id */
export function policyModel(id: string): Model<Settings> {
  const model = models.get(id);
  if (model === undefined) throw new Error(`There is no policy ${id}.`);
  return model;
}

interface PolicyRow {
  readonly id: string;
  readonly settings: Settings;
}

/** Any of the policies. */
const anyPolicy: Model<PolicyRow> = {
  name: "policy",
  mediaType: "application/json",
  schema: { anyOf: [...models.values()].map(({ name }): JsonSchema => ({ $ref: `#/components/schemas/${name}` })) },
  uses: [...models.values()],
  render: ({ id, settings }, format) => policyModel(id).render(settings, format),
};

export { anyPolicy as policy };
